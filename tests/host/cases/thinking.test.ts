/**
 * Templates of models that can think before they answer, in the forms in which Qwen3, Qwen3.5 and SmolLM3 publish theirs
 * (loops backwards for the last question, what was thought is cut out of earlier answers): here they answer at once. What
 * is expected is written out, as the models' own pages describe it.
 */
import { describe, expect, it } from 'vitest';
import { readTokenizer } from '../../../src/host/files/tokenizer.ts';
import { filesIn, MICRO } from '../files.ts';
import { changedFiles } from './changed.ts';

const settings = JSON.parse(new TextDecoder().decode(await filesIn(MICRO).read('tokenizer_config.json'))) as Record<
  string,
  unknown
>;
const withTemplate = (chat_template: string) =>
  readTokenizer(changedFiles(MICRO, { 'tokenizer_config.json': { ...settings, chat_template } }));

/** Everything but how the prompt for an answer ends. */
const turns = String.raw`{%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- for tool in tools %}{{- "\n" }}{{- tool | tojson }}{%- endfor %}
    {{- "<|im_end|>\n" }}
{%- else %}
    {%- if messages[0].role == 'system' %}
        {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
    {%- endif %}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not (message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- else %}
            {%- if '</think>' in content %}
                {%- set reasoning_content = content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
                {%- set content = content.split('</think>')[-1].lstrip('\n') %}
            {%- endif %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning_content)) %}
            {{- '<|im_start|>' + message.role + '\n<think>\n' + reasoning_content.strip('\n') + '\n</think>\n\n' + content.lstrip('\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\n' }}
    {%- endif %}
{%- endfor %}
`;
const QWEN3 = String.raw`${turns}{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\n\n</think>\n\n' }}
    {%- endif %}
{%- endif %}`;
const THINKS_UNLESS_TOLD = String.raw`${turns}{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\n\n</think>\n\n' }}
    {%- else %}
        {{- '<think>\n' }}
    {%- endif %}
{%- endif %}`;
const THINKS_WHEN_TOLD = String.raw`${turns}{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
    {%- if enable_thinking is defined and enable_thinking is true %}
        {{- '<think>\n' }}
    {%- else %}
        {{- '<think>\n\n</think>\n\n' }}
    {%- endif %}
{%- endif %}`;
/** SmolLM3 sets it where nobody does, and says it in a message of its own. */
const BY_A_MESSAGE = String.raw`{%- if enable_thinking is not defined -%}{%- set enable_thinking = true -%}{%- endif -%}
{{- '<|im_start|>system\nReasoning Mode: ' + ('/think' if enable_thinking else '/no_think') + '<|im_end|>\n' -}}
{%- for message in messages -%}
{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<|im_start|>assistant\n' }}{%- if not enable_thinking -%}{{ '<think>\n\n</think>\n' }}{%- endif -%}
{%- endif -%}`;

const asked = '<|im_start|>user\nWhat is 3 + 4?<|im_end|>\n';
const noThought = '<|im_start|>assistant\n<think>\n\n</think>\n\n';

describe.each([
  ['Qwen3', QWEN3],
  ['one that opens its thoughts unless it is told', THINKS_UNLESS_TOLD],
  ['Qwen3.5', THINKS_WHEN_TOLD],
])('the template of %s', (_, template) => {
  it('begins an answer behind thoughts that are over', async () => {
    const words = await withTemplate(template);
    expect(words.encodePrompt('What is 3 + 4?')).toEqual(words.encodeText(asked + noThought));
  });

  it('repeats earlier answers without thoughts', async () => {
    const words = await withTemplate(template);
    const said = ['What is 3 + 4?', '<think>\nthree and four\n</think>\n\n7', 'sure?'];
    const expected = `${asked}<|im_start|>assistant\n7<|im_end|>\n<|im_start|>user\nsure?<|im_end|>\n${noThought}`;
    expect(words.encodePrompt(said)).toEqual(words.encodeText(expected));
  });

  it('ends a turn where it does', async () => {
    const { turnEnd, encodeText } = await withTemplate(template);
    expect([turnEnd]).toEqual(encodeText('<|im_end|>'));
  });
});

it('a template that says so in a message of its own is told not to, too', async () => {
  const words = await withTemplate(BY_A_MESSAGE);
  const system = '<|im_start|>system\nReasoning Mode: /no_think<|im_end|>\n';
  const expected = `${system}${asked}<|im_start|>assistant\n<think>\n\n</think>\n`;
  expect(words.encodePrompt('What is 3 + 4?')).toEqual(words.encodeText(expected));
});
