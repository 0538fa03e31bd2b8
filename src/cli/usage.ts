/** What the command line says of itself. */
export const USAGE = `Usage (in a clone of the lab write “npm run evolora --” for “evolora”):
  evolora presets [HOST]
  evolora run EXPERIMENT [--generations N] [--flops F] [--seed S | --seeds S,S,...] [--out DIR]
                  [--tasks FILE [--grader FILE]] [--adapter PATH ...] [--keep MB] [--threads N] [HOST]
  evolora fork RUN --out DIR [--at N] [--set PATH=VALUE ...] [--remove WHO ...] [--clone WHO ...] [--freeze WHO ...]
                  [--bring PATH ...] [--elite PATH ...] [--generations N] [--flops F] [--threads N] [HOST]
  evolora tasks check FILE [--grader FILE] [--tasks N] [--threads N] [HOST]
  evolora summary DIR [DIR ...] [HOST]
  evolora compare DIR [DIR ...] [--tasks N] [--baseline CONDITION] [HOST]
  evolora evaluate DIR [DIR ...] [--tasks FILE [--grader FILE] | --number N]
                  [--adapter PATH ...] [--threads N] [HOST]
  evolora contest MANIFEST [--out DIR] [--jobs N] [--seeds S,S,...] [--only NAME,NAME,...] [--tables] [--json]
                  [--adapters [--base-model REPOSITORY] [--revision REVISION]] [HOST]
  evolora calibrate [--tests N] [--seed S] [--batch N] [--least-uplift U] [--futility-alpha A] [--twins] [HOST]
  evolora calibrate --world [--tasks N | --tasks FILE [--grader FILE] [--number N]] [--base EXPERIMENT]
                  [--seconds T] [--seed S] [--out FILE] [--threads N] [HOST]
  evolora host [DIRECTORY] [--golden DIR] [--speed] [--rows N] [--tokens N] [--json]
                  [--threads N] [HOST]
  evolora models [hub:ORG/NAME[@REVISION] | --delete hub:ORG/NAME[@REVISION]] [--hub ADDRESS]
  evolora learn EXPERIMENT [--rule RULE] [--family FAMILY] [--seed S] [--all] [--out FILE] [--threads N] [HOST]
  evolora export RUN --format FORMAT --out DIR [--which portfolio | living | all | NAME,NAME,...]
                  [--base-model REPOSITORY] [--revision REVISION] [HOST]
  evolora merge RUN --out DIR [--which ...] [--rank N] [--number N] [--base-model REPOSITORY] [--revision REVISION]
                  [--threads N] [HOST]

HOST     --host NAME | DIRECTORY | hub:ORG/NAME[@REVISION] [--model PATH] [--precision exact | fast]
         [--dtype DTYPE] [--hub ADDRESS] [--device cpu | webgpu | cuda | coreml | dml]: the model that is lived on; the
         lab's own, micro, on the processor, unless told.
         PATH is the graph inside DIRECTORY, where it holds several onnx/model*.onnx or model*.onnx. Where a command needs no model, the
         one that is named is looked at: presets says what it is, summary and export take only runs that live on it, and
         a simulated calibration says that it is the same on every model.
         Where its weights are packed, fast rounds what they multiply to 8 bits: less memory, and quicker for few rows.
         A run stays at the precision that it began with.
         hub:ORG/NAME is fetched by its name on huggingface.co, or on the mirror at ADDRESS (EVOLORA_HUB), in the form
         DTYPE (q4, q4f16, fp16, fp32, ...); the one that suits a processor unless told. It is kept in the user's cache
         (EVOLORA_CACHE) and asked for no more; what broke off goes on from there. A token for models that are not for everybody
         is read from EVOLORA_HUB_TOKEN, on huggingface.co itself also from HF_TOKEN.
         Which devices there are depends on the system (docs/devices.md). One that is missing is told before anything is begun.
presets  Lists the experiments that come with the lab, and what each is for. An EXPERIMENT is the name of one of
         these, or the path of a YAML file.
run      Runs a world without a page and leaves its journal in DIR (runs/NAME-SEED by default).
         It ends after N generations, or with the first that brings all FLOPs but those of measurement to F.
         DIR/run.evolora can be imported in the page. A DIR that already holds this run is continued.
         Results are the same whatever the number of threads (2).
         With --tasks the world lives on the tasks of FILE (docs/own-tasks.md) in place of EXPERIMENT's families; the run
         carries them, and goes to runs/NAME-FILE-SEED by default. With --adapter, which may be given again, the adapters in
         PATH, as for evaluate, are its first founders. --grader names a function in
         JavaScript that grades the tasks that name no grader, or “function”.
         States of its past are kept in DIR/past, sparsely, up to MB megabytes (64), so that forks can begin there; 0 keeps none.
fork     What if, from generation N of RUN (its directory or .evolora file; the newest unless told): a run of its own in the
         new directory DIR, with parameters set to others, and organelles, by name or number, removed, cloned or frozen; --bring
         takes adapters in, as for evaluate, and --elite tries them in the cells first and offers them to the archive by what
         they prove. All may be given again. Generations between states that are kept are lived again
         and held against the journal. With --generations or --flops it lives on at once, to the end that they say, counted
         from the very beginning. docs/forks.md says what each change is.
tasks    Says what is in a FILE of tasks: families and pools, what stands there twice or is no task, line by line, what
         the bare host solves of N (64; 0 opens no model), and ten graded examples.
summary  Prints what happened in some runs, as a Markdown table.
compare  Prints what conditions reach on the same N test tasks (240), with intervals over seeds, as Markdown tables.
         Differences are to the baseline condition, paired by seed.
evaluate  Prints what a run reaches on N test tasks (240), or on the tasks of FILE: the bare host, its best elite, the
         holders of its niches and its portfolio by each router, with intervals, tokens, FLOPs and E; and how many of
         the prompts it has met. Nothing of the run changes. With --adapter, which may be given again, adapters of your
         own answer too: PATH is a PEFT directory, one with many of them, a zip, or a .safetensors or .onnx_adapter file.
contest  Makes what a MANIFEST (such as experiments/paper.yaml) says: every experiment, arm and seed, N side by side, a
         result each in DIR/EXPERIMENT/ARM-SEED.json (runs/NAME); then prints the tables, with --json as one object.
         Given again, it repeats nothing that is done, and goes on with what has begun. --seeds takes other seeds than
         the manifest's. --only makes runs of some experiments or arms (EXPERIMENT/ARM) alone; --tables makes none.
         Tables are of what is there, and say what is missing. With --adapters what a rival learnt is written too, as
         PEFT directories in DIR/EXPERIMENT/ARM-SEED.adapters; what a world's run made is there for export.
calibrate  Prints the error rate and the power of the assimilation test, simulated, as a Markdown table.
         --twins lets children identical to a parent take the test on the host (30 tests) with sampled answers.
         --world measures what the bare host can do on N train tasks a cell (8), and writes the world that starts from
         there: EXPERIMENT (ecology) with other cells, prices, lengths and sizes, a generation of at most T seconds (60).
         With --tasks FILE it is measured on those tasks, and the world lives on them.
host     Says what the lab sees in the model in DIRECTORY, which HOST may name as well: its family, layers, sites
         and element types, how prompts of different length go together, whether it can be trained, and the
         memory that N rows of N tokens take; and whether rows in company get the bits they get alone. With
         --golden it is held against the logits and gradients in DIR/golden.safetensors (docs/hosts.md), with
         --speed tokens a second are measured for 1, 8 and 32 rows, bare and grafted.
models   Lists the models that were fetched by name, with their sizes; says of one that is named in which forms the hub
         has it, before a byte is fetched; --delete forgets one, whose revision is asked for anew afterwards.
learn    One adapter learns a family by a local rule; prints what it solves before and after, on test tasks.
         --all tries everything the experiment names. With --out, trials are kept in FILE and never repeated.
export   Writes what RUN (its directory or .evolora file) made into the new directory DIR, as FORMAT, with the run's
         hash. No model is needed.
         peft         adapters as PEFT directories in portfolio/ and organelles/, with portfolio/router.json and route.py:
                      whoever answers somewhere, everybody alive, these and every elite, or those of some NAMEs. The
                      REPOSITORY of the torch model is what PEFT loads below them
         ort          the same adapters for ONNX Runtime's native builds, an .onnx_adapter each
         alife        the phylogeny in the ALife data standard; newick: as trees, one a founder
         archive      the archive as pyribs' data frame
         csv, parquet attempts, ledger, series and measurements
         tensorboard  series and measurements as an event file
merge    Makes one adapter of rank N (8) of those of RUN that --which names, as for export: the mean of what they do.
         Says what it solves of N test tasks (240) beside them, and writes it into DIR as a PEFT directory.`;
