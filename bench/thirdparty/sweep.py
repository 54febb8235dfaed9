"""The rivals of bench/sweep.mjs: a question a line, seconds for the whole grid and the mean total of its cells.

Columns are doubles in a file: z, open and close of y, open and close of x. Rules are those of ours on one relation:
open at |z| >= entry below the stop, close at the exit on z's own side, at the stop or after so many bars, stay out after
the last two until |z| < exit; fills at the next open moved by the slippage, fees on what is traded, equity at every close.

`numpy` walks the bars once, all parameter sets side by side. `vectorbt` is given the same signals, made that way, as
target orders of two columns a set that share cash, and simulates the portfolios; its time has the signals in it.
"""

import json
import sys
import time

import numpy as np


class Grid:
    def __init__(self, question):
        rows = question["rows"]
        columns = np.fromfile(question["path"]).reshape(5, rows)
        self.z, self.y_open, self.y_close, self.x_open, self.x_close = columns
        self.rows = rows
        self.first = question["first"]
        self.hedge = question["hedge"]
        self.notional = question["notional"]
        self.fee = question["feeBps"] / 1e4
        self.slip = question["slippageBps"] / 1e4
        cells = np.array(question["cells"], dtype=float)
        self.entry, self.exit, self.stop, self.most = cells.T.copy()


def positions(grid, on_bar):
    """Walks the bars; `on_bar(row, opened, closed, side)` hears the sets that fill at its open and the sides held."""
    sets = len(grid.entry)
    side = np.zeros(sets)
    barred = np.zeros(sets, dtype=bool)
    held = np.zeros(sets)
    wants_open = np.zeros(sets)
    wants_close = np.zeros(sets, dtype=bool)
    bars_after = np.zeros(sets, dtype=bool)
    for row in range(grid.first, grid.rows):
        closed = wants_close
        opened = wants_open
        before = side
        is_closed = closed.any()
        is_opened = opened.any()
        if is_closed:
            side = np.where(closed, 0.0, side)
            barred = np.where(closed, bars_after, barred)
        if is_opened:
            side = np.where(opened != 0, opened, side)
            held = np.where(opened != 0, 0, held)
        on_bar(row, opened if is_opened else None, closed if is_closed else None, before, side)
        z = grid.z[row]
        reach = abs(z)
        flat = side == 0
        barred = barred & ~(reach < grid.exit)
        may = flat & ~barred & (reach >= grid.entry) & (reach < grid.stop)
        wants_open = np.where(may, -1.0 if z > 0 else 1.0, 0.0)
        held = held + 1
        losing = -side * z
        stopped = losing >= grid.stop
        left = losing <= grid.exit
        late = held >= grid.most
        wants_close = ~flat & (stopped | left | late)
        bars_after = stopped | (late & ~left)


def by_numpy(grid):
    """Equity at every close, and what each set comes to; drawdown and daily marks as ours keeps them."""
    sets = len(grid.entry)
    cash = np.zeros(sets)
    y = np.zeros(sets)
    x = np.zeros(sets)
    equity = np.zeros(sets)
    peak = np.zeros(sets)
    fall = np.zeros(sets)
    days = np.zeros(((grid.rows - grid.first) // 24 + 1, sets))

    def on_bar(row, opened, closed, before, side):
        nonlocal cash, y, x, equity, peak, fall
        yo, xo = grid.y_open[row], grid.x_open[row]
        if closed is not None:
            yp = yo * (1 - np.sign(y) * grid.slip)
            xp = xo * (1 - np.sign(x) * grid.slip)
            traded = np.abs(y) * yp + np.abs(x) * xp
            cash = np.where(closed, cash + y * yp + x * xp - grid.fee * traded, cash)
            y = np.where(closed, 0.0, y)
            x = np.where(closed, 0.0, x)
        if opened is not None:
            yp = yo * (1 + opened * grid.slip)
            xp = xo * (1 - opened * grid.slip)
            share = grid.notional / (1 + grid.hedge)
            y_new = opened * share / yp
            x_new = -opened * grid.hedge * share / xp
            fresh = opened != 0
            paid = y_new * yp + x_new * xp + grid.fee * grid.notional
            cash = np.where(fresh, cash - paid, cash)
            y = np.where(fresh, y_new, y)
            x = np.where(fresh, x_new, x)
        equity = cash + y * grid.y_close[row] + x * grid.x_close[row]
        peak = np.maximum(peak, equity)
        fall = np.maximum(fall, peak - equity)
        days[(row - grid.first) // 24] = equity

    positions(grid, on_bar)
    returns = np.diff(days, axis=0, prepend=0) / grid.notional
    sharpe = returns.mean(axis=0) / returns.std(axis=0, ddof=1)
    assert np.isfinite(sharpe).all()
    return float(equity.mean())


# Columns at once: a hundred sets of 50,000 bars took eight gigabytes.
CHUNK = 25


def by_vectorbt(grid):
    import vectorbt as vbt

    sets = len(grid.entry)
    totals = np.zeros(sets)
    whole = grid
    share = grid.notional / (1 + grid.hedge)
    opens = np.stack([grid.y_open, grid.x_open], axis=1)
    closes = np.stack([grid.y_close, grid.x_close], axis=1)
    for start in range(0, sets, CHUNK):
        part = slice(start, min(start + CHUNK, sets))
        cells = part.stop - part.start
        grid = object.__new__(Grid)
        grid.__dict__ = dict(whole.__dict__)
        for name in ("entry", "exit", "stop", "most"):
            setattr(grid, name, getattr(whole, name)[part])
        size = np.full((grid.rows, cells, 2), np.nan)

        def on_bar(row, opened, closed, before, side):
            if opened is None and closed is None:
                return
            if closed is not None:
                size[row, closed] = 0.0
            if opened is not None:
                fresh = opened != 0
                yp = whole.y_open[row] * (1 + opened[fresh] * whole.slip)
                xp = whole.x_open[row] * (1 - opened[fresh] * whole.slip)
                size[row, fresh, 0] = opened[fresh] * share / yp
                size[row, fresh, 1] = -opened[fresh] * whole.hedge * share / xp

        positions(grid, on_bar)
        portfolio = vbt.Portfolio.from_orders(
            close=np.tile(closes, (1, cells)),
            size=size.reshape(grid.rows, 2 * cells),
            size_type="targetamount",
            price=np.tile(opens, (1, cells)),
            fees=grid.fee,
            slippage=grid.slip,
            init_cash=1e9,
            cash_sharing=True,
            group_by=np.repeat(np.arange(cells), 2),
            call_seq="default",
            freq="1h",
        )
        totals[part] = portfolio.value().iloc[-1].to_numpy() - 1e9
    return float(totals.mean())


RIVALS = {"numpy": by_numpy, "vectorbt": by_vectorbt}

for line in sys.stdin:
    question = json.loads(line)
    grid = Grid(question)
    work = RIVALS[question["rival"]]
    if question.get("warm"):
        small = dict(question, cells=question["cells"][:2])
        work(Grid(small))
    started, used = time.perf_counter(), time.process_time()
    value = work(grid)
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    print(json.dumps({"seconds": seconds, "processor": processor, "value": value}), flush=True)
