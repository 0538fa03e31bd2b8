/** The learning experiment's file: the one that ships is read, mistakes are named. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseLearningExperiment, trainingOf } from '../../src/cli/learn-experiment.ts';
import { DEFAULT_CURRICULUM } from '../../src/tasks/catalogue.ts';
import { formsOf } from '../../src/tasks/customs.ts';
import { families } from '../../src/tasks/families.ts';

const shipped = () => readFile(new URL('../../experiments/learning.yaml', import.meta.url), 'utf8');

test('the shipped experiment covers all families of the micro host and every rule that learns', async () => {
  const experiment = parseLearningExperiment(await shipped());
  expect([...experiment.families].sort()).toEqual([...DEFAULT_CURRICULUM].sort());
  expect(Object.keys(experiment.rules).sort()).toEqual(['backprop', 'evolution', 'hebbian', 'supervised']);
  expect(trainingOf(experiment, 'evolution', 'logic.bool').settings).toEqual({ stepA: 0.25, stepB: 0.0625 });
  expect(trainingOf(experiment, 'evolution', 'math').settings).toEqual({});
});

test.each([
  ['a family that is not there', /- code.format/, '- code.farmat', /code.farmat/],
  ['a setting out of range', /stepA: 0.25/, 'stepA: 25', /stepA/],
  ['a setting that is not there', /stepA: 0.25/, 'step: 0.25', /step/],
  ['another kind of file', /kind: learning/, 'kind: teaching', /kind/],
  ['a text for a number', /testTasks: \d+/, 'testTasks: many', /testTasks \(line \d+\): must be a number/],
  ['a rule that is not there', /\bevolution:/, 'evolutions:', /rules\.evolutions \(line \d+\): there is no such key/],
  ['a newer version', /version: 1/, 'version: 2', /version 2; this lab reads version 1/],
  ['a world’s experiment', /kind: learning\n/, '', /no “kind: learning”.*command “run”/],
  ['broken YAML', /depths: \[short\]/, 'depths: [short', /experiment file/],
])('%s is named', async (_, from, to, named) => {
  const text = await shipped();
  expect(text).toMatch(from);
  expect(() => parseLearningExperiment(text.replace(from, to))).toThrow(named);
});

test('the experiment on customs covers every family that has one, with that form', async () => {
  const text = await readFile(new URL('../../experiments/learning-customs.yaml', import.meta.url), 'utf8');
  const { families: learnt, customs, founderStep } = parseLearningExperiment(text);
  const changing = families.filter((family) => family.customs).map(({ name }) => name);
  expect([...learnt].sort()).toEqual(changing.sort());
  for (const family of learnt) expect(formsOf(family).slice(1)).toContain(customs[family]);
  expect(founderStep).toBe(0.1);
  expect(() => parseLearningExperiment(text.replace('kebab case', 'camel case'))).toThrow(
    /customs\.code\.format: there is no “camel case”, only usual, kebab case/,
  );
  expect(() => parseLearningExperiment(text.replace('founderStep: 0.1', 'founderStep: 3'))).toThrow(/founderStep/);
});
