/**
 * The one place where types are asserted. A call is plain data between the ref that took it and the handler that gets it,
 * because it may cross a node in between; both ends were typed by the same protocol. What comes from another node is
 * trusted as far as that node is: `System.incoming` checks the call's name, and a message is sealed by the relay.
 */
export function crossing<To>(data: unknown): To {
  // oxlint-disable-next-line typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- see above
  return data as To
}
