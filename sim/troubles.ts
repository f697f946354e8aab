/** What goes wrong of itself: outages, stalls, crashes, cut and silent lines, devices that go away. Each ends when it is told to. */
import type { Device } from './device.ts'
import type { Disk } from './disk.ts'
import type { Network } from './network.ts'
import type { Options } from './options.ts'
import type { Server, Side } from './server.ts'
import type { World } from './world.ts'

interface Scene {
  readonly world: World
  readonly options: Options
  readonly disk: Disk
  readonly network: Network
  readonly servers: readonly Server[]
  readonly devices: readonly Device[]
}

/** Begins; the result ends all of it and puts everything back up. */
export function startTroubles({ world, options, disk, network, servers, devices }: Scene): () => void {
  const { faults } = options
  let isOver = false

  /** About every `everyMs`, as long as there is trouble. */
  function often(everyMs: number | null, run: () => void): void {
    if (everyMs === null) return
    world.after(world.between(Math.floor(everyMs / 4), 2 * everyMs), () => {
      if (isOver) return
      run()
      often(everyMs, run)
    })
  }
  /** Undone after a while, or when it all ends. */
  const undo = new Set<() => void>()
  function forAWhile(end: () => void): void {
    undo.add(end)
    world.after(world.between(50, options.awayMsMax), () => {
      if (undo.delete(end)) end()
    })
  }

  often(faults.outageEveryMs, () => {
    world.note('outage begins')
    disk.isOut = true
    forAWhile(() => {
      world.note('outage ends')
      disk.isOut = false
    })
  })
  const anyServer = (): Server | undefined => {
    const running = servers.filter((server) => server.running !== null)
    return world.pick(running)
  }
  often(faults.stallEveryMs, () => {
    const server = anyServer()
    if (server === undefined) return
    world.reach('follower stalled')
    server.stall(true)
    forAWhile(() => server.stall(false))
  })
  const crash = (server: Server): void => {
    if (isOver || server.running === null) return
    server.kill(world.chance(0.8))
    forAWhile(() => {
      if (server.running === null) server.start()
    })
  }
  often(faults.crashEveryMs, () => {
    const server = anyServer()
    const running = server?.running
    if (server === undefined || running === null || running === undefined) return
    if (!world.chance(faults.crashInAppend)) return crash(server)
    // Just after the next append is stored, before its writer hears of it.
    running.log.onLanded = () => {
      running.log.onLanded = null
      world.after(0, () => {
        if (server.running === running) crash(server)
      })
    }
  })
  often(faults.pauseEveryMs, () => {
    const server = anyServer()
    const running = server?.running
    if (server === undefined || running === null || running === undefined) return
    const pause = (): void => {
      if (isOver || server.running !== running) return
      server.pause()
      forAWhile(() => server.resume())
    }
    if (world.chance(0.5)) return pause()
    // A zombie: its append is in the log, and it will go on as if it had just asked.
    running.log.onLanded = () => {
      running.log.onLanded = null
      pause()
    }
  })
  often(faults.partitionEveryMs, () => {
    const server = anyServer()
    if (server === undefined) return
    const sides: readonly Side[] = ['log', 'peers', 'clients']
    const cut = sides.filter(() => world.chance(0.5))
    for (const side of cut) {
      world.reach(`server cut off from ${side}`)
      server.cut(side, true)
    }
    forAWhile(() => {
      for (const side of cut) server.cut(side, false)
    })
  })
  often(faults.cutEveryMs, () => {
    world.pick([...network.lines])?.cut()
  })
  often(faults.silenceEveryMs, () => {
    world.pick([...network.lines])?.silence()
  })
  often(faults.offlineEveryMs, () => {
    const device = world.pick(devices)
    if (device === undefined || !device.port.isUp) return
    device.goOffline()
    forAWhile(() => device.goOnline())
  })
  often(faults.restartEveryMs, () => {
    const device = world.pick(devices)
    if (device === undefined || device.client === null) return
    const { client } = device
    const kill = (): void => {
      if (isOver || device.client !== client) return
      world.reach('client restarted')
      device.kill(world.chance(0.8))
      forAWhile(() => device.start())
    }
    if (world.chance(0.5)) return kill()
    // Just after it has submitted, perhaps before it has that in its storage.
    device.onSubmit = () => {
      device.onSubmit = null
      world.after(world.between(0, options.storageMsMax), kill)
    }
  })

  return () => {
    isOver = true
    for (const end of undo) end()
    undo.clear()
    for (const { running } of servers) if (running !== null) running.log.onLanded = null
    for (const device of devices) device.onSubmit = null
  }
}
