/**
 * The parts of the window that F6 goes through: elements with `data-region`, in the order of the page. Each remembers where
 * it was left; one that was never entered begins at its `data-region-start`, or at the first thing in it that takes the focus.
 */

/** The place after this one, round and round; `at` is -1 outside of all. `null` without any. */
export function nextPlace(count: number, at: number, step: 1 | -1): number | null {
  if (count === 0) return null
  if (at === -1) return step === 1 ? 0 : count - 1
  return (at + step + count) % count
}

interface Regions {
  /** Remembers where the focus is in its part. */
  note(target: EventTarget | null): void
  /** Answers whether there was one to go to. */
  go(step: 1 | -1): boolean
}

export function createRegions(root: ParentNode): Regions {
  const left = new WeakMap<Element, HTMLElement>()
  return {
    note(target) {
      const region = target instanceof HTMLElement ? target.closest('[data-region]') : null
      if (region !== null && target instanceof HTMLElement) left.set(region, target)
    },
    go(step) {
      const regions = [...root.querySelectorAll<HTMLElement>('[data-region]')].filter((region) =>
        region.checkVisibility(),
      )
      const at = regions.findLastIndex((region) => region.contains(document.activeElement))
      // A part in which nothing takes the focus is passed over.
      for (let tried = 0, place = at; tried < regions.length; tried++) {
        const next = nextPlace(regions.length, place, step)
        const region = next === null ? undefined : regions[next]
        if (next === null || region === undefined) return false
        if (enter(region, left.get(region))) return true
        place = next
      }
      return false
    },
  }
}

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select:not(:disabled), [tabindex]:not([tabindex="-1"])'

function enter(region: HTMLElement, last: HTMLElement | undefined): boolean {
  const start = region.querySelector<HTMLElement>('[data-region-start]')
  const candidates = [last, start, ...region.querySelectorAll<HTMLElement>(focusable), region]
  return candidates.some((element) => {
    if (element === undefined || element === null || !region.contains(element) || !element.checkVisibility())
      return false
    element.focus()
    return document.activeElement === element
  })
}
