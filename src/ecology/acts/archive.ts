/** Every organelle that played offers its record in each cell to the archive's bin of its mean cost. */
import { offerElite, priorOf, provenBy } from '../world/elites.ts';
import type { Act } from '../world/turn.ts';

export const archive: Act = (turn) => {
  const { minEpisodes } = turn.config.archive;
  const played = new Set(turn.attempts.map(({ organelle, cell }) => `${organelle.id} ${cell}`));
  const cells = [...new Set(turn.attempts.map(({ cell }) => cell))];
  for (const cell of cells) {
    const prior = priorOf(turn.world.organelles.map(({ records }) => records[cell]));
    for (const organelle of turn.world.organelles) {
      const record = organelle.records[cell];
      if (!record || record.standardRoi.n < minEpisodes || !played.has(`${organelle.id} ${cell}`)) continue;
      offerElite(turn, organelle, provenBy(turn.config, cell, record, prior));
    }
  }
};
