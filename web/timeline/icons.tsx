/** Made once: hundreds of rows show them. */
import { Ellipsis, Reply } from 'lucide-react'

export const replyIcon = <Reply aria-hidden />
export const moreIcon = <Ellipsis aria-hidden />
