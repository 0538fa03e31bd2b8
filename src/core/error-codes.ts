/**
 * Every code that the lab's own errors have, with what it means: a code that is not here does not compile, and
 * docs/errors.md is made from this table. A code stays what it is, since pages and scripts compare it; the sentence that a
 * person reads is written where the error is thrown. The host's codes are in src/host/errors.ts.
 */
export const LAB_ERRORS = {
  // the program itself
  fault: 'Something in the lab itself failed, a mistake in the program; also any error that is not one of these.',
  usage: 'A command was called with words that it does not know, or without one that it needs.',
  stopped: 'Somebody stopped a command before it was done.',

  // the lab and its worker
  'not-open': 'The lab is still starting and cannot carry out a command yet.',
  'other-tab': 'Another tab runs the lab; this one may only look on.',
  'worker-died': 'The lab’s worker stopped or fell silent.',

  // a run and its world
  'run-unknown': 'There is no run of that id in the store.',
  'run-missing': 'There is no run in the directory.',
  'run-other': 'The directory holds a run of another experiment, seed, model or version of the lab.',
  'run-other-host': 'The run lives on another model than the one that is loaded, and that one is not at hand.',
  'run-needs-host': 'The run lives on another model than the one that is loaded, and that one is at hand.',
  'run-newer': 'The run was lived under rules, or written in a form, that this lab does not know yet.',
  'run-conflict': 'Somebody else went on with the run, so this generation does not follow its journal.',
  'run-unsaved': 'The newest generations of the run are not in the store yet.',
  'run-too-large': 'The world takes more memory or storage than there is.',
  'fork-unfit':
    'What is to be changed where a fork begins cannot be: nobody of that number lives there, there is no room, or an adapter does not fit.',
  'past-gone': 'The state that a run was in at some generation is not kept, and cannot be lived again.',
  'past-rules': 'Generations that would have to be lived again were lived under other rules.',
  'past-bits': 'A generation that was lived again came out otherwise than it stands in the journal.',
  'world-extinct': 'Nobody lives in the world any more, so it cannot go on.',
  'generation-missing': 'A generation could not be read from the journal.',
  'journal-damaged': 'The journal contradicts itself or lacks something.',
  'ledger-damaged': 'Balances cannot be those of a ledger.',
  'adapter-damaged': 'The matrices or the memory of an organelle do not fit together.',

  // parameters and experiments
  'parameter-unknown': 'There is no parameter of that path.',
  'parameter-fixed': 'The parameter is fixed when a run begins.',
  'parameter-impossible': 'A value is out of its range, or cannot be beside the others.',
  'learning-settings': 'A setting of a plasticity rule is out of its range.',
  'experiment-invalid': 'An experiment file has a mistake; the sentence names its key and, where known, its line.',
  'experiment-newer': 'An experiment file was written for a newer lab.',
  'experiment-missing': 'There is neither a file nor a preset of that name.',
  'base-unknown': 'An experiment is based on a preset that does not exist.',
  'base-cycle': 'An experiment is based on itself.',
  'unknown-family': 'There is no task family of that name.',
  'empty-pool': 'A cell has no task in one of the pools.',
  'tasks-unreadable': 'A file of tasks cannot be read as one: its encoding, its form or its size.',
  'tasks-odd': 'A file of tasks has rows that are no tasks; the sentence names the first and its line.',
  'grader-unreadable': 'A grader of one’s own is no function that can be used.',
  'tasks-few': 'A file of tasks has too few tasks in every cell for a world to live on.',
  'tasks-missing': 'The tasks that a world lives on are not at hand.',
  'tasks-damaged': 'The tasks that a run carries are not those that its state names.',
  'address-unreadable': 'The page’s address asks for a world that cannot be.',

  // what a person asks and answers
  'prompt-empty': 'A prompt that somebody asked is empty.',
  'prompt-too-long': 'A prompt that somebody asked is longer than the lab or the model takes.',
  'answer-unknown': 'There is no answer of that number in that generation.',
  'answer-orphaned': 'The organelle that gave the answer lives no more.',
  'nobody-to-ask': 'The organelle or elite that a prompt is for is not there any more.',
  'stop-impossible': 'A breakpoint can never be reached.',
  'feedback-off': 'Thumbs are worth nothing in this world.',
  'thumb-given': 'The answer has its thumb already.',
  'picture-refused': 'The browser made no picture of a chart.',

  // the store
  'storage-full': 'The storage is full; the run goes on in memory.',
  'storage-refused': 'The browser stores nothing here; the run goes on in memory.',
  'storage-blocked': 'The store does not open: another tab holds it, or the browser does not answer.',
  'storage-newer': 'The store was written by a newer version of the lab.',
  'storage-lost': 'The browser lost its connection to the store, also when it was opened again.',

  // a model that was chosen or dropped, or is kept in the browser
  'model-missing': 'There is no model in what was chosen or dropped: its config.json or its graph is not there.',
  'model-unclear': 'There are several models or several graphs in what was chosen or dropped.',
  'model-too-large': 'A file of the model is larger than a browser can hold.',
  'model-unknown': 'There is no model of that name at hand.',
  'model-in-use': 'The model is that of the run that is open.',

  // a model that is fetched by its name
  'hub-name': 'What was given is no name of a model on the hub, or no address of a hub.',
  'hub-unknown': 'The hub has no model, revision or file of that name.',
  'hub-no-model': 'The repository has no form of the model that can be lived on.',
  'hub-refused': 'The hub gives the model only to those who were granted it, or not to this token.',
  'hub-busy': 'The hub was asked too often; the sentence says when to try again, where the hub does.',
  'hub-trouble': 'The hub is in trouble, or broke off.',
  'hub-unreachable': 'The hub cannot be reached, or the connection broke.',
  'hub-foreign': 'What answered is no hub, such as a network’s page to log in.',
  'hub-damaged': 'A file that came is not the one that the hub listed.',

  // a file that was chosen or dropped
  'file-unreadable': 'The browser cannot read the file that was chosen or dropped.',
  'file-left': 'A file was not taken, since another one came first.',

  // a file to be imported; nothing is imported then
  'import-damaged': 'The file is damaged or contradicts itself.',
  'import-foreign': 'The file is no run of the lab.',
  'import-unsupported': 'The file is packed in a way that is not read.',
  'import-newer': 'The file was written by a newer version of the lab.',
  'import-unreachable': 'The run at an address cannot be fetched.',
  'import-too-large': 'The file holds more than can be read.',
  'import-no-room': 'The storage has no room for the run in the file.',
  'import-not-kept': 'The storage did not take the run in the file.',
  'import-other-host': 'The run in the file lived on another model than the one that is loaded.',

  // adapters that somebody brings
  'adapters-none': 'There is no adapter in what was given as such.',
  'merge-few': 'One adapter of many is asked for, and there are not two.',
  'founders-unfit': 'Adapters cannot found the world: they are too many, or of too high a rank.',

  // what leaves the lab for other tools
  'export-nothing': 'There is nothing in the run of what is to be exported.',
  'export-unknown': 'The run has no weights of anybody of that name.',
  'export-place': 'The directory that is to be exported into holds other things already, or cannot be written.',

  // comparing runs on the command line
  'compare-host': 'A run lives on another model than the one that was named, or that runs are compared on.',
  'compare-rules': 'Runs that were lived under different rules are to be compared.',
  'compare-salt': 'Runs whose pools have different salts are to be compared.',
  'compare-twice': 'Two runs of one condition and one seed are to be compared.',
  'compare-baseline': 'No run is of the condition that the others are compared with.',
  'contest-run': 'Runs of a contest failed.',
  'contest-stopped': 'Somebody stopped a contest; it goes on when the command is given again.',
  'contest-damaged': 'A file that a run of a contest left is damaged, or its directory holds anything else.',
  'contest-foreign': 'A file in a contest’s place was made on another host, under other rules, or by another manifest.',
  'contest-budget': 'One generation of a run of a contest takes more computation than its whole budget.',
  'contest-voice': 'An arm of a contest is to answer by a voice that its runs do not have.',
} as const satisfies Readonly<Record<string, string>>;

export type LabErrorCode = keyof typeof LAB_ERRORS;
