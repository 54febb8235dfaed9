"""hftbacktest with the maker of bench/engine/maker.mjs: one JSON question a line, one answer a line.

The first question names the file of columns and the terms; each later one is a run. Time is of the processor, of the
loop alone: reading and preparing events is not in it, as it is not in ours.
"""

import json
import sys
import time
from importlib.metadata import version

import numpy as np
from hftbacktest import (
    BUY,
    GTX,
    LIMIT,
    NEW,
    NONE,
    SELL,
    BacktestAsset,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.types import (
    BUY_EVENT,
    DEPTH_CLEAR_EVENT,
    DEPTH_EVENT,
    EXCH_EVENT,
    LOCAL_EVENT,
    SELL_EVENT,
    TRADE_EVENT,
    event_dtype,
)
from numba import njit


@njit
def maker(hbt, every_ns, away, most, tick, lot):
    """Gives the orders and cancellations sent."""
    sent = 0
    next_id = 1
    while hbt.elapse(every_ns) == 0:
        hbt.clear_inactive_orders(0)
        depth = hbt.depth(0)
        bid = depth.best_bid_tick
        ask = depth.best_ask_tick
        if bid <= 0 or ask >= 2**31 - 1 or bid >= ask:
            continue
        middle = (bid + ask) / 2
        held = hbt.position(0) / lot
        buys = 0
        sells = 0
        buy_price = np.floor(middle) - away
        sell_price = np.ceil(middle) + away
        cancel = [0 for _ in range(0)]
        values = hbt.orders(0).values()
        while values.has_next():
            order = values.get()
            if order.side == BUY:
                buys += 1
                wanted = buy_price
                is_wanted = held < most
            else:
                sells += 1
                wanted = sell_price
                is_wanted = held > -most
            if order.status == NEW and order.req == NONE and (order.price_tick != wanted or not is_wanted):
                cancel.append(order.order_id)
        for order_id in cancel:
            hbt.cancel(0, order_id, False)
            sent += 1
        if buys == 0 and held < most:
            hbt.submit_buy_order(0, next_id, buy_price * tick, lot, GTX, LIMIT, False)
            next_id += 1
            sent += 1
        if sells == 0 and held > -most:
            hbt.submit_sell_order(0, next_id, sell_price * tick, lot, GTX, LIMIT, False)
            next_id += 1
            sent += 1
    return sent


def read_events(asked):
    """Columns of the file as this program's events; what is neither level, trade nor clear is left out."""
    rows = asked["rows"]
    raw = np.fromfile(asked["file"], dtype=np.uint8)
    doubles = raw[: rows * 32].view(np.float64).reshape(4, rows)
    kind = raw[rows * 32 : rows * 33]
    side = raw[rows * 33 : rows * 34]
    # A clear forgets both sides: two events here.
    base = np.full(rows, 0, dtype=np.uint64)
    base[kind == 0] = DEPTH_CLEAR_EVENT
    base[kind == 1] = DEPTH_EVENT
    base[kind == 3] = TRADE_EVENT
    keep = np.isin(kind, (0, 1, 3))
    direction = np.where(side == 0, BUY_EVENT, SELL_EVENT).astype(np.uint64)
    direction[kind == 0] = 0
    events = np.zeros(rows, dtype=event_dtype)
    events["ev"] = base | direction | EXCH_EVENT | LOCAL_EVENT
    events["exch_ts"] = (doubles[0] * 1000).astype(np.int64)
    events["local_ts"] = (doubles[1] * 1000).astype(np.int64)
    events["px"] = np.nan_to_num(doubles[2])
    events["qty"] = np.nan_to_num(doubles[3])
    return events[keep]


def run(asked, events, low, high):
    asset = (
        BacktestAsset()
        .data(events)
        .linear_asset(1.0)
        .constant_order_latency(asked["orderUs"] * 1000, asked["orderUs"] * 1000)
        .power_prob_queue_model(2.0)
        .no_partial_fill_exchange()
        .trading_value_fee_model(0.0002, 0.0005)
        .tick_size(asked["tick"])
        .lot_size(asked["lot"])
        .roi_lb(low)
        .roi_ub(high)
    )
    hbt = ROIVectorMarketDepthBacktest([asset])
    started = time.process_time()
    sent = maker(hbt, asked["everyUs"] * 1000, asked["awayTicks"], asked["mostLots"], asked["tick"], asked["lot"])
    seconds = time.process_time() - started
    fills = int(hbt.state_values(0).num_trades)
    hbt.close()
    return {"seconds": seconds, "orders": int(sent), "fills": fills, "version": version("hftbacktest")}


def main():
    asked = None
    for line in sys.stdin:
        question = json.loads(line)
        if asked is None:
            asked = question
            events = read_events(asked)
            prices = events["px"][events["px"] > 0]
            low, high = float(prices.min()) * 0.99, float(prices.max()) * 1.01
            answer = {"events": len(events)}
        else:
            answer = run(asked, events, low, high)
        print(json.dumps(answer), flush=True)


main()
