"""Unmodified ccxt for Python against served exchanges, all markets at once.

    isobar exchange serve --port 4290 --show-keys --json > serve.json
    pip install ccxt && python test/exchange/ccxt-python.py serve.json [--seconds 5] [--faults] [VENUE ...]

Every origin in `urls.api` is replaced, and nothing else is changed. With `--faults` things go wrong meanwhile, as in
ccxt.test.ts: whatever ccxt throws is counted, and the bot goes on. Prints a line a market; ends with 1 when anything is
not as it must be: no book was crossed, and what was bought less what was sold and paid in it is what is held.
"""

import argparse
import asyncio
import json
import random
import re
import sys
import time
import urllib.request
from collections import Counter

import ccxt
import ccxt.pro

KEYS = {"apiKey": "isobar", "secret": "aXNvYmFyLWlzb2Jhci1pc29iYXI=", "password": "isobar"}
# Venue, symbol, options of ccxt, does it hold a position, may messages of the book be lost: Bybit's ccxt does not notice; of
# OKX's it does after it has put the message behind into the very book it has handed out.
CASES = [
    ("binance", "BTC/USDT", {"fetchMarkets": {"types": ["spot"]}}, False, True),
    ("binance", "BTC/USDT:USDT", {"defaultType": "swap", "fetchMarkets": {"types": ["linear"]}}, True, True),
    ("bybit", "BTC/USDT", {"fetchMarkets": {"types": ["spot", "linear"]}}, False, False),
    ("bybit", "BTC/USDT:USDT", {"defaultType": "swap"}, True, False),
    ("okx", "BTC/USDT", {}, False, False),
    ("okx", "BTC/USDT:USDT", {"defaultType": "swap"}, True, False),
    ("kraken", "BTC/USD", {}, False, False),
    ("coinbase", "BTC/USD", {}, False, False),
]
FAULTS = {
    "duplicate": 0.01,
    "delayMs": 20,
    "disconnect": 0.01,
    "tooMany": 0.01,
    "serverError": 0.01,
    "ackLate": 0.02,
    "ackLateMs": 2_000,
    "ackLost": 0.01,
    "notFoundMs": 20,
    "cancelLoses": 0.2,
    "cancelLosesMs": 200,
}
USUAL = {name: 0 for name in FAULTS} | {"ackLateMs": 30_000, "cancelLosesMs": 500}
# These two name the amendment in an edit's answer; the order keeps its id.
KEEPS_ID = ("kraken", "coinbase")
# Kraken's counter of orders ends a bot that changes its mind all the time.
PAUSE = {"kraken": 3.0}


def redirect(urls, origin, venue):
    for name, url in urls.items():
        if isinstance(url, dict):
            redirect(url, origin, venue)
        elif isinstance(url, str) and (found := re.match(r"^(https?|wss?)://[^/]+(/.*)?$", url)):
            base = origin.replace("http", "ws") if found[1].startswith("ws") else origin
            urls[name] = f"{base}/{venue}{found[2] or ''}"


def client(served, venue, options):
    origin = served["address"]
    keys = KEYS
    if venue == "coinbase":
        keys = {"apiKey": served["coinbase"]["name"], "secret": served["coinbase"]["privateKey"]}
    exchange = getattr(ccxt.pro, venue)({**keys, "options": options})
    redirect(exchange.urls["api"], origin, venue)
    if venue == "binance":
        exchange.urls["api"]["ws"]["spot"] = origin.replace("http", "ws") + "/binance/stream"
    return exchange


def turn(served, settings):
    body = json.dumps(settings).encode()
    urllib.request.urlopen(urllib.request.Request(served["address"] + "/faults", body)).read()


class Market:
    """A bot in one market, and what it saw."""

    def __init__(self, served, case):
        self.venue, self.symbol, options, self.has_position, self.checks_books = case
        self.exchange = client(served, self.venue, options)
        self.seen = Counter(crossed=0)
        self.errors = Counter()
        self.random = random.Random(f"{self.venue} {self.symbol}")
        self.last = None

    async def begin(self):
        if self.venue == "kraken":
            # Its nonce is a millisecond: a token and an order asked for in one have two alike.
            await self.exchange.authenticate()
        await self.exchange.load_markets()
        await self.exchange.fetch_ohlcv(self.symbol, "1m")
        self.since = int(time.time() * 1_000)
        self.began = await self.held(), await self.bought()

    async def held(self):
        if not self.has_position:
            return (await self.exchange.fetch_balance())[self.symbol.split("/")[0]]["total"]
        positions = await self.exchange.fetch_positions([self.symbol])
        return sum(each["contracts"] * (-1 if each["side"] == "short" else 1) for each in positions)

    async def bought(self):
        """Of all trades since the beginning: bought, less sold, less what was paid in it."""
        base = self.symbol.split("/")[0]
        known = {}
        until = None
        while True:
            trades = await self.page(len(known), until)
            size = len(known)
            for each in trades:
                fee = each["fee"] or {}
                paid = fee["cost"] if fee.get("currency") == base else 0
                known[each["id"]] = (each["amount"] if each["side"] == "buy" else -each["amount"]) - paid
            if len(known) == size:
                return sum(known.values())
            until = min(each["timestamp"] for each in trades)
            self.newest = max(each["timestamp"] for each in trades)

    async def page(self, offset, until):
        fetch = self.exchange.fetch_my_trades
        if self.venue == "kraken":
            return await fetch(self.symbol, None, None, {"ofs": offset})
        if self.venue == "coinbase":
            return await fetch(self.symbol, None, 100_000)
        if self.venue == "binance":
            return await fetch(self.symbol, self.newest if offset else self.since, 500)
        return await fetch(self.symbol, self.since, 100, {"until": until or int(time.time() * 1_000) + 1_000})

    async def rehearse(self, seconds):
        end = time.monotonic() + seconds

        async def loop(work):
            while time.monotonic() < end:
                try:
                    await asyncio.wait_for(work(), timeout=max(0.1, end - time.monotonic()))
                except asyncio.TimeoutError:
                    return
                except Exception as error:  # noqa: BLE001 (what ccxt throws is what is counted)
                    self.errors[type(error).__name__] += 1
                    await asyncio.sleep(0.05)

        watching = [self.book, self.trades, self.ticker, self.told]
        await asyncio.gather(*(loop(work) for work in watching), loop(self.act))

    async def book(self):
        top = await self.exchange.watch_order_book(self.symbol)
        self.seen["books"] += 1
        self.seen["crossed"] += not top["bids"][0][0] < top["asks"][0][0]
        self.last = (top["bids"][0][0] + top["asks"][0][0]) / 2

    async def trades(self):
        self.seen["trades"] += len(await self.exchange.watch_trades(self.symbol))

    async def ticker(self):
        await self.exchange.watch_ticker(self.symbol)
        self.seen["tickers"] += 1

    async def told(self):
        self.seen["told"] += len(await self.exchange.watch_orders(self.symbol))

    async def act(self):
        await asyncio.sleep(PAUSE.get(self.venue, 0.3) * (0.5 + self.random.random()))
        if self.last is None:
            return
        side = self.random.choice(["buy", "sell"])
        away = 0.995 if side == "buy" else 1.005
        quantity = 0.01 + self.random.randrange(20) / 1_000
        place = self.exchange.create_order
        if self.random.random() < 0.4:
            await place(self.symbol, "limit", side, quantity, self.last / away, {"timeInForce": "IOC"})
            self.seen["placed"] += 1
            return
        order = await place(self.symbol, "limit", side, quantity, self.last * away)
        self.seen["placed"] += 1
        id = order["id"]
        if self.random.random() < 0.5:
            edited = await self.exchange.edit_order(
                id, self.symbol, "limit", side, quantity + 0.01, self.last * away
            )
            self.seen["edited"] += 1
            id = id if self.venue in KEEPS_ID else edited["id"]
        await self.exchange.cancel_order(id, self.symbol)
        self.seen["cancelled"] += 1

    async def end(self):
        """What is left open is ended; is what was bought what is held?"""
        for order in await self.exchange.fetch_open_orders(self.symbol):
            try:
                await self.exchange.cancel_order(order["id"], self.symbol)
            except ccxt.BaseError as error:
                # A late cancel ended it meanwhile.
                self.errors[f"{type(error).__name__} at the end"] += 1
        held, bought = await self.held(), await self.bought()
        difference = (held - self.began[0]) - (bought - self.began[1])
        names = ("books", "trades", "tickers", "told", "placed", "cancelled")
        is_right = abs(difference) < 1e-8 and self.seen["crossed"] == 0 and all(self.seen[name] > 0 for name in names)
        print(
            f"{'ok' if is_right else 'NOT RIGHT'} {self.venue} {self.symbol} {dict(self.seen)}"
            f" errors {dict(self.errors)} held less bought {difference:.2e}",
            flush=True,
        )
        return is_right


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("served", help="what `isobar exchange serve --show-keys --json` printed")
    parser.add_argument("venues", nargs="*")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--faults", action="store_true")
    return parser.parse_args()


async def main():
    asked = arguments()
    with open(asked.served) as file:
        served = json.load(file)
    markets = [Market(served, case) for case in CASES if case[0] in (asked.venues or case[0])]
    print(f"ccxt {ccxt.__version__}, {asked.seconds:g} s", flush=True)
    try:
        for market in markets:
            await market.begin()
        if asked.faults:
            gaps = {f"{each.venue}.gap": 0.003 for each in markets if each.checks_books}
            turn(served, FAULTS | gaps)
        await asyncio.gather(*(market.rehearse(asked.seconds) for market in markets))
        if asked.faults:
            turn(served, USUAL | {"gap": 0})
            # What was carried out and acknowledged late is over by then.
            await asyncio.sleep(2.3)
        right = [await market.end() for market in markets]
    finally:
        for market in markets:
            await market.exchange.close()
    sys.exit(0 if all(right) else 1)


asyncio.run(main())
