/** The name of the form that a family wants unless a world's custom is another one. Alone here, so that what only names forms needs no family. */
export const USUAL = 'usual';
