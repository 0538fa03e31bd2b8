import { MemoryStore } from '../../../src/record/store/store-memory.ts';
import { describeStore } from '../../support/store-contract.ts';

describeStore(
  'MemoryStore',
  async () => {
    const store = new MemoryStore();
    return { store, reopen: async () => store };
  },
  { runs: 'many' },
);
