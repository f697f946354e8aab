/** What stands over the messages or in their place now and then, in one file that comes later. */
export { Greeting } from './greeting.tsx'
export { HoverTools } from './hoverTools.tsx'
export { MessageOverlays } from './messageOverlays.tsx'
