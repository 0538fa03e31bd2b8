/** Merged children, by how their test ended. Worth: solved by the child less solved by its best parent, per task of the test. */
import { mechanism, type Firing, type MechanismWorth, type Told } from './declaration.ts';

const UPLIFT: MechanismWorth = {
  means:
    'How many more select tasks the child solved than its best parent, in points of a hundred. They are the tasks that decided the test, so they flatter who passed and wrong who failed.',
  unit: 'points',
};

function testsThat(told: Told<'assimilated'>, passed: boolean): Firing[] {
  const tests = told.of('assimilated').filter(({ verdict }) => (verdict === 'passed') === passed);
  return tests.map(({ meanDifference }) => ({ worth: [meanDifference] }));
}

export const mergesPassed = mechanism({
  title: 'Merges passed',
  fires: 'A merged child proves better than its best parent, and lives.',
  worth: UPLIFT,
  path: 'merging.every',
  reads: ['assimilated'],
  firings: (told) => testsThat(told, true),
});

export const mergesFailed = mechanism({
  title: 'Merges failed',
  fires: 'A merged child does not prove better than its best parent, and is dissolved.',
  worth: UPLIFT,
  path: 'merging.every',
  reads: ['assimilated'],
  firings: (told) => testsThat(told, false),
});
