import { MemoryStore } from '../../../src/record/store/store-memory.ts';
import { describeIntake } from '../../support/intake-contract.ts';
import { describeStore } from '../../support/store-contract.ts';

describeStore(
  'MemoryStore',
  async () => {
    const store = new MemoryStore();
    return { store, reopen: async () => store };
  },
  { runs: 'many' },
);

describeIntake('MemoryStore', async () => new MemoryStore());
