/** What the bundler understands besides code. */
declare module '*.css'
