"""A rival of bench/volatility.mjs: arch, a question a line, seconds for `count` fits of GARCH(1,1).

arch computes standard errors only when asked: `errors` asks.
"""

import json
import sys
import time
import warnings

import numpy as np
from arch import arch_model

warnings.simplefilter("ignore")
series = {}
for line in sys.stdin:
    question = json.loads(line)
    name = question["name"]
    if "returns" in question:
        series[name] = np.array(question["returns"])
    started = time.perf_counter()
    for _ in range(question["count"]):
        fit = arch_model(series[name], rescale=False).fit(disp="off")
        if question["errors"]:
            fit.std_err
    print(json.dumps({"seconds": time.perf_counter() - started, "value": fit.loglikelihood}), flush=True)
