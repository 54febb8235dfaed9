"""Rivals of bench/boosted.mjs: scikit-learn's histogram booster and LightGBM on one matrix, one thread each.

Reads one JSON line {x: columns, y, trained, rounds, leaves, rowsLeast, rate, bins}; writes seconds to train and log loss
on the rows after `trained`.
"""

import json
import sys
import time
import warnings

import lightgbm
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss

warnings.simplefilter("ignore")
ask = json.loads(sys.stdin.readline())
x, y, n = np.array(ask["x"]).T.copy(), np.array(ask["y"]), ask["trained"]
rivals = {
    "scikit-learn": HistGradientBoostingClassifier(
        max_iter=ask["rounds"],
        learning_rate=ask["rate"],
        max_leaf_nodes=ask["leaves"],
        min_samples_leaf=ask["rowsLeast"],
        max_bins=ask["bins"],
        early_stopping=False,
    ),
    "LightGBM": lightgbm.LGBMClassifier(
        n_estimators=ask["rounds"],
        learning_rate=ask["rate"],
        num_leaves=ask["leaves"],
        min_child_samples=ask["rowsLeast"],
        max_bin=ask["bins"],
        num_threads=1,
        verbose=-1,
    ),
}
told = {}
for name, rival in rivals.items():
    wall, cpu = time.perf_counter(), time.process_time()
    rival.fit(x[:n], y[:n])
    told[name] = {
        "seconds": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "loss": log_loss(y[n:], rival.predict_proba(x[n:])[:, 1]),
    }
print(json.dumps(told))
