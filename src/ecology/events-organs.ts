/** What only worlds with optional organs tell of. */

/** What an episode has besides, where an organ had a part in it. */
export const episodeOrgans = {};

export const organEvents = [] as const;
