/** What runs in the page under measurement, as text: the benchmark itself has no page. */

/** From the start, in every page: what the browser tells of paints and long tasks, and when the first chat stands there. */
export const watching = `
  window.bench = { lcp: 0, long: [], listAt: 0, paints: [] }
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) bench.lcp = entry.startTime })
    .observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => { for (const { startTime, duration } of list.getEntries()) bench.long.push({ startTime, duration }) })
    .observe({ type: 'longtask', buffered: true })
  // After the next frame was made: a task that the frame's own callback posts runs when the frame is done.
  bench.painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(performance.now())
    port2.postMessage(0)
  }))
  const look = () => {
    if (document.querySelector('.chat-row') === null) return requestAnimationFrame(look)
    bench.painted().then((at) => { bench.listAt = at })
  }
  look()
  addEventListener('keydown', ({ timeStamp, key }) => {
    if (key.length === 1) bench.painted().then((at) => bench.paints.push(at - timeStamp))
  }, true)
`

/** Opens the chat of each row in turn; milliseconds from each click to the frame that shows its last message. */
export const switching = (rounds: number): string => `(async () => {
  const times = []
  const shows = (title) => document.querySelector('.chat-header-title')?.textContent === title &&
    document.querySelector('.timeline-scroller [data-row]') !== null
  for (let round = 0; round < ${rounds}; round++) {
    const rows = [...document.querySelectorAll('.chat-row')]
    const row = rows[1 + (round % 6)]
    const title = row.querySelector('.chat-row-title').textContent
    const from = performance.now()
    row.click()
    while (!shows(title)) await new Promise(requestAnimationFrame)
    times.push((await bench.painted()) - from)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  return times
})()`

/** Follows the frames until `bench.isFlung`. */
export const flinging = `
  bench.long = []
  bench.frames = []
  bench.rowsMax = 0
  bench.isFlung = false
  let last = performance.now()
  const step = (now) => {
    bench.frames.push(now - last)
    last = now
    bench.rowsMax = Math.max(bench.rowsMax, document.querySelectorAll('.timeline-scroller [data-row]').length)
    if (!bench.isFlung) requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
`
