"""The rival of bench/cointegration.mjs: statsmodels, a question a line, seconds for `count` repetitions."""

import json
import sys
import time

import numpy as np
from statsmodels.tsa.stattools import coint
from statsmodels.tsa.vector_ar.vecm import coint_johansen


def once(question, columns):
    if question["test"] == "johansen":
        return float(coint_johansen(columns, 0, question["lags"]).trace_stat[0])
    return float(coint(columns[:, 0], columns[:, 1], autolag="aic")[0])


for line in sys.stdin:
    question = json.loads(line)
    columns = np.column_stack(question["columns"])
    started = time.perf_counter()
    for _ in range(question["count"]):
        value = once(question, columns)
    print(json.dumps({"seconds": time.perf_counter() - started, "value": value}), flush=True)
