import { expect, test } from 'bun:test'
import { type Toast, withToast } from './toasts.tsx'

const toast = (id: number, text: string, tone: Toast['tone'] = 'info'): Toast => ({ id, text, tone })

test('[WEBP17] at most three notices stand, the newest last; the same words again replace the old ones', () => {
  const three = [toast(1, 'a'), toast(2, 'b'), toast(3, 'c')]
  expect(withToast(three, toast(4, 'd')).map(({ id }) => id)).toEqual([2, 3, 4])
  expect(withToast(three, toast(4, 'a')).map(({ id }) => id)).toEqual([2, 3, 4])
  expect(withToast([], toast(1, 'a'))).toEqual([toast(1, 'a')])
  expect(withToast([toast(1, 'a')], toast(2, 'a', 'error')).length).toBe(2)
})
