/**
 * Calls of tools and what tools gave back. Neither is an answer: a model answers behind the last of them, if at all, and one
 * that broke off in a call has none.
 */

const NAME =
  '(?:tool|function|python)(?:s|[_▁ -]?(?:calls?|code|response|result|results|output|outputs|use|tag))*|antml:[\\w]+|invoke|parameters?|code_interpreter|observation|action|execute|search';
/** Marks of a call, of its parts and of results, in the spellings of several families of models. */
const MARK = new RegExp(
  `<[|｜]?\\s*(/|end[_▁])?\\s*(?:start[_▁])?(${NAME})(?:[_▁](begin|start|end|sep))?(?:[_▁](?:begin|start|end))?(?:=[^<>\\n]{0,80}|\\s[^<>\\n]{0,200})?(/)?[|｜]?>|\\[(/)?(TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS)\\]`,
  'gi',
);
/** A code fence of a call or of its result. */
const FENCE =
  /((?<!`)`{3,9}(?!`)|(?<!~)~{3,9}(?!~))[ \t]*(?:tool|function)(?:\\?_?(?:code|calls?|outputs?|response|result))?[ \t]*$/im;

/** What an answer says behind its calls of tools; empty when it ends in one. */
export function withoutTools(text: string): string {
  return withoutFences(withoutMarks(text));
}

function withoutMarks(text: string): string {
  let open: string | null = null;
  let from = 0;
  for (const mark of text.matchAll(MARK)) {
    const name = (mark[2] ?? mark[6])!.toLowerCase();
    const closes =
      mark[1] !== undefined || mark[5] !== undefined || /[_▁]end\b/i.test(mark[0]) || mark[4] !== undefined;
    if (!closes && open === null) open = name;
    else if (closes && (open === null || open === name)) open = null;
    from = mark.index + mark[0].length;
  }
  return open === null ? text.slice(from) : '';
}

function withoutFences(text: string): string {
  let left = text;
  for (let open = FENCE.exec(left); open; open = FENCE.exec(left)) {
    const rest = left.slice(open.index + open[0].length);
    const close = new RegExp(open[1]!).exec(rest);
    if (!close) return '';
    left = rest.slice(close.index + close[0].length);
  }
  return left;
}
