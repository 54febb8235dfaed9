// Two doubles at a time, under short names.

// @ts-ignore: decorator
@inline export const BYTES: usize = 16

// @ts-ignore: decorator
@inline export function at(address: usize): v128 {
  return v128.load(address)
}

// @ts-ignore: decorator
@inline export function put(address: usize, value: v128): void {
  v128.store(address, value)
}

// @ts-ignore: decorator
@inline export function both(value: f64): v128 {
  return f64x2.splat(value)
}

// @ts-ignore: decorator
@inline export function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second)
}

// @ts-ignore: decorator
@inline export function first(value: v128): f64 {
  return f64x2.extract_lane(value, 0)
}

// @ts-ignore: decorator
@inline export function second(value: v128): f64 {
  return f64x2.extract_lane(value, 1)
}

// @ts-ignore: decorator
@inline export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b)
}

// @ts-ignore: decorator
@inline export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b)
}

// @ts-ignore: decorator
@inline export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b)
}
