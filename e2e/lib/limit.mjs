/** The only limit of a wait, in milliseconds: far above what a busy machine needs, so that it is met by what never comes. */
export const LIMIT = 60_000
