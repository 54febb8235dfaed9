/** Where an order is sent, and what is answered there, by what it says of the order. */
export interface DocumentedCodes {
  readonly urls: readonly string[]
  /** By the reason of a refusal, or by `not-found` and `unknown`. */
  readonly codes: Readonly<Record<string, readonly string[]>>
}

/** https://developers.binance.com/docs/binance-spot-api-docs/errors and those of its futures. */
export const codesOfBinance: Readonly<Record<string, DocumentedCodes>> = {
  binance: {
    urls: ['https://api.binance.com/api/v3/order', 'http://127.0.0.1:9/binance/api/v3/order'],
    codes: {
      unknown: [
        '-1000 An unknown error occurred while processing the request.',
        '-1001 Internal error; unable to process your request. Please try again.',
        '-1004 Server is busy, please wait and try again',
        '-1006 An unexpected response was received from the message bus. Execution status unknown.',
        '-1007 Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
        '-1008 Spot server is currently overloaded with other requests. Please try again in a few minutes.',
        '-2010 Duplicate order sent.',
        '-2021 Order cancel-replace partially failed.',
      ],
      'not-found': [
        '-2011 Unknown order sent.',
        '-2013 Order does not exist.',
        '-2010 Unknown order sent.',
      ],
      'would-take': [
        '-2010 Order would immediately match and take.',
        '-2010 Order would trigger immediately.',
      ],
      'insufficient-balance': ['-2010 Account has insufficient balance for requested action.'],
      'too-small': ['-1013 Filter failure: NOTIONAL', '-1013 Filter failure: MIN_NOTIONAL'],
      'too-large': ['-1013 Filter failure: MAX_POSITION'],
      'off-grid': [
        '-1013 Filter failure: LOT_SIZE',
        '-1013 Filter failure: MARKET_LOT_SIZE',
        '-1013 Filter failure: PRICE_FILTER',
        '-1111 Precision is over the maximum defined for this asset.',
      ],
      'price-band': [
        '-1013 Filter failure: PERCENT_PRICE',
        '-1013 Filter failure: PERCENT_PRICE_BY_SIDE',
      ],
      'rate-limit': [
        '-1003 Too much request weight used; current limit is 6000 request weight per 1 MINUTE.',
        '-1015 Too many new orders; current limit is 50 orders per 10 SECOND.',
      ],
      'too-late': ["-1021 Timestamp for this request was 1000ms ahead of the server's time."],
      halted: [
        '-1002 You are not authorized to execute this request.',
        '-1013 Filter failure: MAX_NUM_ORDERS',
        '-1013 Filter failure: MAX_NUM_ALGO_ORDERS',
        '-1013 Market is closed.',
        '-1014 Unsupported order combination.',
        '-1020 This operation is not supported.',
        '-1022 Signature for this request is not valid.',
        "-1100 Illegal characters found in parameter 'price'",
        '-1102 Mandatory parameter was not sent, was empty/null, or malformed.',
        '-1116 Invalid orderType.',
        '-1121 Invalid symbol.',
        '-2010 Market is closed.',
        '-2010 This symbol is not permitted for this account.',
        '-2010 This action is disabled on this account.',
        '-2014 API-key format invalid.',
        '-2015 Invalid API-key, IP, or permissions for action.',
        '-2022 Order cancel-replace failed.',
      ],
    },
  },
  binanceusdm: {
    urls: ['https://fapi.binance.com/fapi/v1/order', 'http://127.0.0.1:9/binance/fapi/v1/order'],
    codes: {
      unknown: [
        '-1000 An unknown error occured while processing the request.',
        '-1006 An unexpected response was received from the message bus. Execution status unknown.',
        '-1007 Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
        '-1008 Server is currently overloaded with other requests. Please try again in a few minutes.',
        '-4116 ClientOrderId is duplicated.',
        '-4117 Stop order is in triggering process.',
      ],
      'not-found': ['-2011 Unknown order sent.', '-2013 Order does not exist.'],
      'would-take': [
        '-5022 Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history',
        '-2021 Order would immediately trigger.',
      ],
      'no-fill-or-kill': [
        '-5021 Due to the order could not be filled immediately, the FOK order has been rejected.',
      ],
      'no-liquidity': ['-2020 Unable to fill.', '-5041 No depth matches this BBO order.'],
      'insufficient-balance': ['-2018 Balance is insufficient.'],
      'insufficient-margin': [
        '-2019 Margin is insufficient.',
        '-2028 Leverage is smaller than permitted: insufficient margin balance.',
      ],
      'no-position-to-reduce': [
        '-2022 ReduceOnly Order is rejected.',
        '-2024 Position is not sufficient.',
        '-4118 ReduceOnly Order Failed. Please check your existing position and open orders',
      ],
      'too-small': [
        '-4003 Quantity less than or equal to zero.',
        '-4004 Quantity less than min quantity.',
        "-4164 Order's notional must be no smaller than 100 (unless you choose reduce only)",
      ],
      'too-large': [
        '-4005 Quantity greater than max quantity.',
        '-2027 Exceeded the maximum allowable position at current leverage.',
      ],
      'off-grid': [
        '-1111 Precision is over the maximum defined for this asset.',
        '-4014 Price not increased by tick size.',
        '-4023 Quantity not increased by step size.',
      ],
      'price-band': [
        '-4001 Price less than 0.',
        '-4002 Price greater than max price.',
        '-4013 Price less than min price.',
        "-4016 Limit price can't be higher than 70000.",
        "-4024 Limit price can't be lower than 50000.",
        "-4131 The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
      ],
      'rate-limit': [
        '-1003 Too many requests; current limit is 2400 requests per minute.',
        '-1008 Request throttled by system-level protection. Please try again.',
        '-1015 Too many new orders.',
      ],
      'too-late': [
        '-1021 Timestamp for this request is outside of the recvWindow.',
        '-5028 Timestamp for this request is outside of the ME recvWindow.',
      ],
      halted: [
        '-1121 Invalid symbol.',
        '-2023 User in liquidation mode now.',
        '-2025 Reach max open order limit.',
        '-2026 This OrderType is not supported when reduceOnly.',
        '-4015 Client order id length should be less than 36 chars.',
        '-4045 Reach max stop order limit.',
        "-4061 Order's position side does not match user's setting.",
        '-4087 User can only place reduce only order.',
        '-4088 User can not place order currently.',
        '-4140 Invalid symbol status for opening position.',
        '-4141 Symbol is closed.',
        '-4192 Trade forbidden due to Cooling-off Period.',
        '-4400 Futures Trading Quantitative Rules violated, only reduceOnly order is allowed, please try again later.',
        '-5024 Symbol is not in trading status. Order amendment is not permitted.',
      ],
    },
  },
}
