/** Parameters of the world itself: who fits in it, what things cost and pay, what is asked. */
import { curriculumList, openingList, taskBook } from './cell-lists.ts';
import { choice, group, number, text, whole } from './parameter-kinds.ts';

export const populationGroup = group('Population', {
  founders: whole(1, 64, 16, {
    title: 'Founders',
    unit: '',
    help: 'How many small random adapters the world begins with.',
    live: false,
  }),
  capacity: whole(2, 128, 24, {
    title: 'Capacity',
    unit: '',
    help: 'The most organelles that live at once. When the world is full, a newborn displaces the poorest organelle, if it brings more energy than that one holds. Where survival is by niche nobody is displaced so, and it only says how crowded the world is.',
    primary: true,
  }),
  episodes: whole(1, 512, 64, {
    title: 'Episodes per generation',
    unit: '',
    help: 'The most attempts of a whole generation, shared out in proportion to the square root of each organelle’s wealth, at least one each. Where survival is by niche, Watch and Trials say how many there are.',
  }),
  grace: whole(1, 20, 3, {
    title: 'Grace',
    unit: 'generations',
    help: 'How many tickets in a row an organelle may fail to pay before it is retired.',
  }),
  maxAge: whole(0, 10_000, 30, {
    title: 'Maximum age',
    unit: 'generations',
    help: 'Organelles older than this are retired. 0 lets them live for ever.',
  }),
  survival: choice(['energy', 'niche', 'random', 'all'], 'energy', {
    title: 'Survival',
    unit: '',
    help: 'Who splits and who gives way: by energy, by niche (each has a holder, who is safe while it lives well there), by lot (a control without selection: as many births and deaths, of anybody), or nobody ever dies or splits (controls of one or of fixed organelles).',
    labels: { energy: 'By energy', niche: 'By niche', random: 'By lot', all: 'Everybody lives' },
    live: false,
  }),
});

export const energyGroup = group('Energy', {
  ticket: number(0.01, 20, 0.3, {
    title: 'Ticket',
    unit: 'E',
    help: 'What every organelle pays to take part in a generation, before crowding.',
    step: 0.05,
    primary: true,
  }),
  crowding: number(0, 10, 1, {
    title: 'Crowding',
    unit: '',
    help: 'How much dearer the ticket gets as the world fills: ticket × (1 + crowding × population ÷ capacity).',
    step: 0.1,
  }),
  costScale: number(0, 20, 1, {
    title: 'Cost of thought',
    unit: '×',
    help: 'Multiplies the energy that an attempt’s computation costs. One unit is what the bare host spends on 64 prompt tokens and 16 new ones.',
    step: 0.1,
    primary: true,
  }),
  founderEnergy: number(0, 1000, 10, {
    title: 'Founder’s energy',
    unit: 'E',
    help: 'What each founder is given by the environment.',
    step: 1,
    live: false,
  }),
  maxEnergy: number(1, 10_000, 40, {
    title: 'Most energy',
    unit: 'E',
    help: 'An organelle’s balance is capped here; the overflow returns to the environment.',
    step: 1,
  }),
});

export const pricesGroup = group('Prices', {
  base: number(0, 50, 2.2, {
    title: 'Base price',
    unit: 'E',
    help: 'What a solved task pays in a cell whose success is at the target.',
    step: 0.1,
    primary: true,
  }),
  slope: number(0, 50, 4, {
    title: 'Slope',
    unit: 'E',
    help: 'How much the price rises as success falls below the target: price = base + slope × (target − success).',
    step: 0.1,
  }),
  tau: number(0, 1, 0.5, {
    title: 'Target success',
    unit: '',
    help: 'The success at which a cell pays its base price.',
    step: 0.05,
  }),
  min: number(0, 50, 0.4, { title: 'Lowest price', unit: 'E', help: 'No cell pays less than this.', step: 0.1 }),
  max: number(0, 100, 4.5, { title: 'Highest price', unit: 'E', help: 'No cell pays more than this.', step: 0.1 }),
  smoothing: number(0.005, 1, 0.1, {
    title: 'Smoothing',
    unit: '',
    help: 'How fast a cell’s running success follows its newest answers: the weight of one generation.',
    step: 0.01,
  }),
});

export const climateGroup = group('Climate', {
  seasonAmplitude: number(0, 0.9, 0, {
    title: 'Season’s strength',
    unit: '',
    help: 'Prices swing by this share over a season. 0 is eternal spring.',
    step: 0.05,
  }),
  seasonPeriod: whole(2, 1000, 40, {
    title: 'Season’s length',
    unit: 'generations',
    help: 'One full swing of prices.',
  }),
});

export const attemptsGroup = group('Attempts', {
  temperature: number(0, 2, 0, {
    title: 'Temperature',
    unit: '',
    help: '0 answers greedily. Above it answers are sampled, and luck begins to hide the differences between organelles.',
    step: 0.05,
  }),
  topP: number(0.05, 1, 1, {
    title: 'Top-p',
    unit: '',
    help: 'Sampling keeps the likeliest tokens that together hold this much probability.',
    step: 0.05,
  }),
  maxNewTokens: whole(1, 128, 32, {
    title: 'Longest answer',
    unit: 'tokens',
    help: 'An answer is cut off here.',
  }),
  partialCredit: number(0, 1, 0, {
    title: 'Partial credit',
    unit: '',
    help: 'The share of its grade that an unsolved answer is paid for. 0 pays for solved tasks only.',
    step: 0.05,
  }),
});

export const cellsGroup = group('Cells', {
  curriculum: curriculumList,
  opening: openingList,
  tasks: taskBook,
  salt: text(64, {
    title: 'Salt',
    unit: '',
    help: 'Any word. Worlds of another salt sort their prompts into other train, select and test pools, and their customs change at other times, whatever their seed. Empty: the pools that every world has had.',
    live: false,
  }),
  openEvery: whole(0, 1000, 40, {
    title: 'Open a cell every',
    unit: 'generations',
    help: 'A closed cell opens on this schedule. 0 opens none by the clock.',
  }),
  mastery: number(0.05, 1, 0.8, {
    title: 'Mastery',
    unit: '',
    help: 'When the running success of an open cell reaches this, its next depth opens.',
    step: 0.05,
  }),
  lpMix: number(0, 1, 0.3, {
    title: 'Controller’s share',
    unit: '',
    help: 'How often the world chooses an organelle’s cell, by learning progress and curiosity; otherwise the organelle forages by itself. Where survival is by niche everybody attempts what it holds, and this does nothing.',
    step: 0.05,
  }),
  curiosity: number(0, 5, 0.3, {
    title: 'Curiosity',
    unit: '',
    help: 'The controller’s bonus for cells that were rarely tried.',
    step: 0.05,
  }),
});
