import { type Failure, FailureError } from '@parley/protocol'

/** The failure that a promise ends with. Throws where it ends otherwise. */
export async function refusal(promise: Promise<unknown>): Promise<Failure> {
  let result: unknown
  try {
    result = await promise
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
  throw new Error(`It was not refused, but gave ${JSON.stringify(result)}.`)
}

/** Only its code. */
export const refusalCode = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code
