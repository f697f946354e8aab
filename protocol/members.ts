/**
 * The members of a chat: a persistent map, so that a fold may return a new chat without copying 100,000 members. It is a
 * hash trie of 32-way nodes (Bagwell, "Ideal Hash Trees", 2001, without the bitmaps) whose digits are the last characters
 * of the ids, which are random already. `set` and `remove` copy one path: at most four small nodes at 100,000 members.
 */
import type { UserId } from './ids.ts'
import type { Role } from './permission.ts'

type Leaf = ReadonlyMap<UserId, Role>
type Branch = readonly (Node | undefined)[]
type Node = Leaf | Branch

const leafEntriesMax = 16
const isBranch = (node: Node): node is Branch => Array.isArray(node)

export class Members implements Iterable<readonly [UserId, Role]> {
  private constructor(
    private readonly root: Node,
    readonly size: number,
  ) {}

  static readonly none = new Members(new Map(), 0)

  static of(members: Iterable<readonly [UserId, Role]>): Members {
    let result = Members.none
    for (const [user, role] of members) result = result.set(user, role)
    return result
  }

  get(user: UserId): Role | undefined {
    let node = this.root
    for (let depth = 0; isBranch(node); depth++) {
      const next: Node | undefined = node[digit(user, depth)]
      if (next === undefined) return undefined
      node = next
    }
    return node.get(user)
  }

  has(user: UserId): boolean {
    return this.get(user) !== undefined
  }

  set(user: UserId, role: Role): Members {
    return new Members(put(this.root, 0, user, role), this.has(user) ? this.size : this.size + 1)
  }

  remove(user: UserId): Members {
    return this.has(user) ? new Members(drop(this.root, 0, user), this.size - 1) : this
  }

  /** In no order that means anything. */
  *[Symbol.iterator](): Iterator<readonly [UserId, Role]> {
    yield* walk(this.root)
  }
}

function put(node: Node, depth: number, user: UserId, role: Role): Node {
  if (isBranch(node)) {
    const place = digit(user, depth)
    return replaced(node, place, put(node[place] ?? new Map(), depth + 1, user, role))
  }
  const leaf = new Map(node).set(user, role)
  if (leaf.size <= leafEntriesMax || depth >= digitsMax) return leaf
  let branch: Node = Array.from({ length: 32 }, () => undefined)
  for (const [member, its] of leaf) branch = put(branch, depth, member, its)
  return branch
}

function drop(node: Node, depth: number, user: UserId): Node {
  if (isBranch(node)) {
    const place = digit(user, depth)
    const child = node[place]
    return child === undefined ? node : replaced(node, place, drop(child, depth + 1, user))
  }
  const leaf = new Map(node)
  leaf.delete(user)
  return leaf
}

/** `Array.prototype.with`, which phones lack. */
function replaced(branch: Branch, place: number, child: Node): Branch {
  const copy = [...branch]
  copy[place] = child
  return copy
}

function* walk(node: Node): Iterable<readonly [UserId, Role]> {
  if (!isBranch(node)) yield* node
  else for (const child of node) if (child !== undefined) yield* walk(child)
}

/** An id has 16 random characters. */
const digitsMax = 16
const digit = (user: UserId, depth: number): number => user.charCodeAt(user.length - 1 - depth) & 31
