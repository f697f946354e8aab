/**
 * Runs before the first paint, as a script that blocks: sets on `<html>` how this browser looked last, so that no page
 * flashes in another theme. What is absent or unknown follows the system.
 */
import { keptLook, showLook } from './styles/look.ts'

// Where storage is denied, already its name throws.
showLook(document.documentElement, keptLook({ getItem: (key) => localStorage.getItem(key) }))
