"""Unmodified ccxt for Python against served exchanges.

    isobar exchange serve --venues binance,bybit,okx --port 4290
    pip install ccxt && python test/exchange/ccxt-python.py http://127.0.0.1:4290 [SECONDS [VENUE]]

Every origin in `urls.api` is replaced, and nothing else is changed. Prints a line a market; ends with 1 when anything is not as
it must be.
"""

import asyncio
import re
import sys
import time

import ccxt.pro

KEYS = {"apiKey": "isobar", "secret": "aXNvYmFyLWlzb2Jhci1pc29iYXI=", "password": "isobar"}
CASES = [
    ("binance", "BTC/USDT", {"fetchMarkets": {"types": ["spot"]}}, False),
    ("binance", "BTC/USDT:USDT", {"defaultType": "swap", "fetchMarkets": {"types": ["linear"]}}, True),
    ("bybit", "BTC/USDT", {"fetchMarkets": {"types": ["spot", "linear"]}}, False),
    ("bybit", "BTC/USDT:USDT", {"defaultType": "swap"}, True),
    ("okx", "BTC/USDT", {}, False),
    ("okx", "BTC/USDT:USDT", {"defaultType": "swap"}, True),
]


def redirect(urls, origin, venue):
    for name, url in urls.items():
        if isinstance(url, dict):
            redirect(url, origin, venue)
        elif isinstance(url, str) and (found := re.match(r"^(https?|wss?)://[^/]+(/.*)?$", url)):
            base = origin.replace("http", "ws") if found[1].startswith("ws") else origin
            urls[name] = f"{base}/{venue}{found[2] or ''}"


def client(origin, venue, options):
    exchange = getattr(ccxt.pro, venue)({**KEYS, "options": options})
    redirect(exchange.urls["api"], origin, venue)
    if venue == "binance":
        exchange.urls["api"]["ws"]["spot"] = origin.replace("http", "ws") + "/binance/stream"
    return exchange


async def rehearse(origin, seconds, case):
    venue, symbol, options, has_positions = case
    exchange = client(origin, venue, options)
    seen = {"books": 0, "crossed": 0, "trades": 0, "tickers": 0, "told": 0, "placed": 0, "cancelled": 0}
    end = time.monotonic() + seconds

    async def loop(work):
        while time.monotonic() < end:
            try:
                await asyncio.wait_for(work(), timeout=max(0.1, end - time.monotonic()))
            except asyncio.TimeoutError:
                return

    async def book():
        top = await exchange.watch_order_book(symbol)
        seen["books"] += 1
        seen["crossed"] += not top["bids"][0][0] < top["asks"][0][0]

    async def trades():
        seen["trades"] += len(await exchange.watch_trades(symbol))

    async def ticker():
        await exchange.watch_ticker(symbol)
        seen["tickers"] += 1

    async def told():
        seen["told"] += len(await exchange.watch_orders(symbol))

    async def act():
        last = (await exchange.fetch_ticker(symbol))["last"]
        await exchange.create_order(symbol, "market", "buy", 0.02)
        order = await exchange.create_order(symbol, "limit", "buy", 0.01, last * 0.98)
        edited = await exchange.edit_order(order["id"], symbol, "limit", "buy", 0.02, last * 0.97)
        await exchange.cancel_order(edited["id"], symbol)
        seen["placed"] += 2
        seen["cancelled"] += 1
        await asyncio.sleep(0.2)

    try:
        await exchange.load_markets()
        bars = await exchange.fetch_ohlcv(symbol, "1m")
        await asyncio.gather(*(loop(work) for work in (book, trades, ticker, told, act)))
        mine = await exchange.fetch_my_trades(symbol)
        balance = await exchange.fetch_balance()
        positions = await exchange.fetch_positions([symbol]) if has_positions else []
        is_right = (
            bars
            and seen["crossed"] == 0
            and all(count > 0 for name, count in seen.items() if name != "crossed")
            and len(mine) > 0
            and balance["USDT"]["total"] < 1_000_000
            and (not has_positions or positions[0]["contracts"] > 0)
        )
        print(f"{'ok' if is_right else 'NOT RIGHT'} {venue} {symbol} ccxt {ccxt.pro.__version__} {seen}")
        return is_right
    finally:
        await exchange.close()


async def main():
    origin = sys.argv[1]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5
    right = [await rehearse(origin, seconds, case) for case in CASES if case[0] in (sys.argv[3:] or case[0])]
    sys.exit(0 if all(right) else 1)


asyncio.run(main())
