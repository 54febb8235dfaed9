import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scrollToRow, virtualWindow } from './virtual-window.ts'

const box = { scrollTopPx: 0, viewHeightPx: 100, rowHeightPx: 20 }

test('every row in view is drawn, and only a few more', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20_000 }),
      fc.double({ min: -500, max: 500_000, noNaN: true }),
      fc.integer({ min: 20, max: 2_000 }),
      (rowCount, scrollTopPx, viewHeightPx) => {
        const { first, end, topPx, heightPx } = virtualWindow({
          rowCount,
          scrollTopPx,
          viewHeightPx,
          rowHeightPx: 20,
        })
        const highest = Math.max(0, Math.min(scrollTopPx, rowCount * 20 - viewHeightPx))
        expect(first).toBeLessThanOrEqual(Math.floor(highest / 20))
        expect(end).toBeGreaterThanOrEqual(
          Math.min(rowCount, Math.ceil((highest + viewHeightPx) / 20)),
        )
        expect(end - first).toBeLessThanOrEqual(viewHeightPx / 20 + 18)
        expect([topPx, heightPx]).toEqual([first * 20, rowCount * 20])
      },
    ),
  )
})

test('no rows give an empty window', () => {
  expect(virtualWindow({ ...box, rowCount: 0 })).toEqual({
    first: 0,
    end: 0,
    topPx: 0,
    heightPx: 0,
  })
})

test('a list that got shorter than the scroll position shows its end', () => {
  const window = virtualWindow({ ...box, scrollTopPx: 90_000, rowCount: 10 })
  expect(window.end).toBe(10)
})

test('bringing a row into view moves as little as needed', () => {
  expect(scrollToRow(2, box)).toBe(0)
  expect(scrollToRow(5, box)).toBe(20)
  expect(scrollToRow(3, { ...box, scrollTopPx: 200 })).toBe(60)
})
