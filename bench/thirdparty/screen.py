"""The rivals of bench/screen.mjs: a question a line, seconds for its tests and what they found.

Columns are doubles in a file, series after series. `statsmodels` is coint; `arch` is that package's engle_granger;
`numpy` is the strongest plain version: one cross-product matrix of all lags a test, one Cholesky factor for every order.
"""

import json
import sys
import time

import numpy as np
from arch.unitroot import engle_granger
from scipy.linalg import cholesky
from statsmodels.tsa.stattools import coint


def by_statsmodels(y, x, max_lags):
    return float(coint(y, x, trend="c", maxlag=max_lags, autolag="aic")[0])


def by_arch(y, x, max_lags):
    return float(engle_granger(y, x, trend="c", max_lags=max_lags, method="aic").stat)


def columns_of(residual, lags):
    """Level, lags and change, on the rows that so many lags leave."""
    change = np.diff(residual)
    rows = len(change) - lags
    matrix = np.empty((rows, lags + 2))
    matrix[:, 0] = residual[lags:-1]
    for lag in range(1, lags + 1):
        matrix[:, lag] = change[lags - lag : len(change) - lag]
    matrix[:, lags + 1] = change[lags:]
    return matrix


def by_numpy(y, x, max_lags):
    x0, y0 = x - x.mean(), y - y.mean()
    residual = y0 - (x0 @ y0) / (x0 @ x0) * x0
    matrix = columns_of(residual, max_lags)
    rows = len(matrix)
    last = cholesky(matrix.T @ matrix, lower=True, check_finite=False)[-1]
    # Residual sums of squares on 1, 2, .. columns: what the columns behind them still explain.
    squares = np.cumsum(last[::-1] ** 2)[::-1][1:]
    lags = int(np.argmin(rows * np.log(squares / rows) + 2 * np.arange(max_lags + 1)))
    level_last = columns_of(residual, lags)[:, [*range(1, lags + 1), 0, lags + 1]]
    last = cholesky(level_last.T @ level_last, lower=True, check_finite=False)[-1]
    return float(last[-2] / last[-1] * np.sqrt(len(level_last) - lags - 1))


TESTS = {"statsmodels": by_statsmodels, "arch": by_arch, "numpy": by_numpy}

for line in sys.stdin:
    question = json.loads(line)
    data = np.fromfile(question["path"]).reshape(question["series"], -1)
    test = TESTS[question["rival"]]
    started = time.perf_counter()
    values = [test(data[y], data[x], question["maxLags"]) for y, x in question["tests"]]
    print(json.dumps({"seconds": time.perf_counter() - started, "values": values}), flush=True)
