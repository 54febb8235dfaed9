"""NautilusTrader with the maker of bench/engine/maker.mjs: one JSON question a line, one answer a line.

The first question names the file of columns and the terms; each later one is a run over its first `rowsMost` rows, for
every event is an object of half a kilobyte there. Time is of the processor, of the run alone: making the events is not
in it, as it is not in ours. Its simulated exchange hears of the market when the strategy does, and no queue stands
before a resting order: both are less than what ours does.
"""

import json
import sys
import time
from datetime import timedelta
from decimal import Decimal
from importlib.metadata import version

import numpy as np
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.backtest.models import LatencyModel
from nautilus_trader.config import LoggingConfig, RiskEngineConfig
from nautilus_trader.model.currencies import BTC, USDT
from nautilus_trader.model.data import BookOrder, OrderBookDelta, OrderBookDeltas, TradeTick
from nautilus_trader.model.enums import (
    AccountType,
    AggressorSide,
    BookAction,
    BookType,
    OmsType,
    OrderSide,
    OrderStatus,
    RecordFlag,
)
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TradeId, Venue
from nautilus_trader.model.instruments import CryptoPerpetual
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

VENUE = Venue("SIM")
INSTRUMENT = InstrumentId(Symbol("BTCUSDT"), VENUE)


def decimals(step):
    return max(0, -Decimal(repr(step)).as_tuple().exponent)


def instrument_of(asked):
    tick, lot = asked["tick"], asked["lot"]
    return CryptoPerpetual(
        instrument_id=INSTRUMENT,
        raw_symbol=Symbol("BTCUSDT"),
        base_currency=BTC,
        quote_currency=USDT,
        settlement_currency=USDT,
        is_inverse=False,
        price_precision=decimals(tick),
        size_precision=decimals(lot),
        price_increment=Price(tick, decimals(tick)),
        size_increment=Quantity(lot, decimals(lot)),
        margin_init=Decimal("0.01"),
        margin_maint=Decimal("0.005"),
        maker_fee=Decimal("0.0002"),
        taker_fee=Decimal("0.0005"),
        ts_event=0,
        ts_init=0,
    )


class Maker(Strategy):
    def __init__(self, asked, instrument):
        super().__init__()
        self.asked = asked
        self.traded = instrument
        self.tick = asked["tick"]
        self.lot = instrument.make_qty(asked["lot"])
        self.sent = 0
        self.fills = 0

    def on_start(self):
        self.subscribe_order_book_deltas(INSTRUMENT, BookType.L2_MBP)
        every = timedelta(microseconds=self.asked["everyUs"])
        self.clock.set_timer("look", every, callback=self.look)

    def on_order_filled(self, event):
        self.fills += 1

    def look(self, _event):
        book = self.cache.order_book(INSTRUMENT)
        bid = book.best_bid_price()
        ask = book.best_ask_price()
        if bid is None or ask is None or bid >= ask:
            return
        middle = (round(float(bid) / self.tick) + round(float(ask) / self.tick)) / 2
        held = float(self.portfolio.net_position(INSTRUMENT)) / self.asked["lot"]
        away, most = self.asked["awayTicks"], self.asked["mostLots"]
        wanted = {OrderSide.BUY: int(np.floor(middle)) - away, OrderSide.SELL: int(np.ceil(middle)) + away}
        allowed = {OrderSide.BUY: held < most, OrderSide.SELL: held > -most}
        own = {}
        for order in self.cache.orders_open(instrument_id=INSTRUMENT):
            own[order.side] = order
        inflight = {order.side for order in self.cache.orders_inflight(instrument_id=INSTRUMENT)}
        for side in (OrderSide.BUY, OrderSide.SELL):
            order = own.get(side)
            if order is not None:
                is_wrong = round(float(order.price) / self.tick) != wanted[side] or not allowed[side]
                if order.status == OrderStatus.ACCEPTED and is_wrong:
                    self.cancel_order(order)
                    self.sent += 1
            elif allowed[side] and side not in inflight:
                price = self.traded.make_price(wanted[side] * self.tick)
                self.submit_order(self.order_factory.limit(INSTRUMENT, side, self.lot, price, post_only=True))
                self.sent += 1


def read_events(asked, instrument):
    """Columns of the file as this program's events: the levels of a message are one object, each trade another."""
    rows = asked["rows"]
    most = min(rows, asked["rowsMost"])
    raw = np.fromfile(asked["file"], dtype=np.uint8)
    doubles = raw[: rows * 32].view(np.float64).reshape(4, rows)
    local = (doubles[1] * 1000).astype(np.int64)
    exchange = (doubles[0] * 1000).astype(np.int64)
    kind = raw[rows * 32 : rows * 33]
    side = raw[rows * 33 : rows * 34]
    price_decimals, lot_decimals = decimals(asked["tick"]), decimals(asked["lot"])
    events = []
    used = 0
    at = 0
    while at < most:
        end = at + 1
        while end < rows and local[end] == local[at]:
            end += 1
        deltas = []
        for row in range(at, end):
            stamp, heard = int(exchange[row]), int(local[row])
            if kind[row] == 0:
                deltas.append(OrderBookDelta.clear(INSTRUMENT, row, stamp, heard))
            elif kind[row] == 1:
                lots = float(doubles[3][row])
                book_side = OrderSide.BUY if side[row] == 0 else OrderSide.SELL
                order = BookOrder(book_side, Price(doubles[2][row], price_decimals), Quantity(lots, lot_decimals), 0)
                action = BookAction.UPDATE if lots > 0 else BookAction.DELETE
                flags = RecordFlag.F_LAST if row == end - 1 else 0
                deltas.append(OrderBookDelta(INSTRUMENT, action, order, flags, row, stamp, heard))
            elif kind[row] == 3:
                aggressor = AggressorSide.BUYER if side[row] == 0 else AggressorSide.SELLER
                price, size = Price(doubles[2][row], price_decimals), Quantity(doubles[3][row], lot_decimals)
                events.append(TradeTick(INSTRUMENT, price, size, aggressor, TradeId(str(row)), stamp, heard))
                used += 1
        if deltas:
            events.append(OrderBookDeltas(INSTRUMENT, deltas))
            used += len(deltas)
        at = end
    return events, used


def run(asked, instrument, events):
    quiet = LoggingConfig(bypass_logging=True)
    engine = BacktestEngine(BacktestEngineConfig(logging=quiet, risk_engine=RiskEngineConfig(bypass=True)))
    engine.add_venue(
        venue=VENUE,
        oms_type=OmsType.NETTING,
        account_type=AccountType.MARGIN,
        base_currency=None,
        starting_balances=[Money(1_000_000, USDT)],
        book_type=BookType.L2_MBP,
        latency_model=LatencyModel(base_latency_nanos=asked["orderUs"] * 1000),
        trade_execution=True,
    )
    engine.add_instrument(instrument)
    engine.add_data(events, sort=False)
    maker = Maker(asked, instrument)
    engine.add_strategy(maker)
    started = time.process_time()
    engine.run()
    seconds = time.process_time() - started
    answer = {"seconds": seconds, "orders": maker.sent, "fills": maker.fills, "version": version("nautilus_trader")}
    engine.dispose()
    return answer


def main():
    asked = None
    for line in sys.stdin:
        question = json.loads(line)
        if asked is None:
            asked = question
            instrument = instrument_of(asked)
            events, used = read_events(asked, instrument)
            answer = {"events": used}
        else:
            answer = run(asked, instrument, events)
        print(json.dumps(answer), flush=True)


main()
