import type { IncomingHttpHeaders } from 'node:http';
import type { Node, NodeAPI } from 'node-red';
import { type Language, languageFor, translate, z } from '../../src';

/** A sentence in a reader's language. */
export type Say = (text: string) => string;

/** As Node-RED's own nodes are asked for a text: its runtime knows its language, and each node's texts name theirs. */
export const runtimeLanguage = (RED: NodeAPI, type: string): string | null =>
  languageFor(String(RED._(`${type}.language`)));

export function runtimeSay(RED: NodeAPI, type: string): Say {
  const language = runtimeLanguage(RED, type);
  return text => translate(text, language);
}

/** The language in which pages are written where nobody chose one. */
export const pageLanguage = (RED: NodeAPI, type: string): Language =>
  runtimeLanguage(RED, type) === 'zh-CN' ? 'zh-CN' : 'en-US';

interface Request {
  readonly headers: IncomingHttpHeaders;
}

/** The editor that asks says its language with each question; the first one that it wants. */
const languageOf = ({ headers }: Request): string | null => languageFor(headers['accept-language']?.split(/[,;]/)[0]);

/** In the language of the editor that asks. */
export function readerSay(request: Request): Say {
  const language = languageOf(request);
  return text => translate(text, language);
}

/** How zod says in that language what is wrong with a question. */
export const readerErrors = (request: Request): { error?: z.core.$ZodErrorMap } =>
  languageOf(request) === 'zh-CN' ? { error: chinese } : {};
const chinese = z.locales.zhCN().localeError;

/** What a node warns of and logs, in the runtime's language; an error that nobody expected stays as it is. */
export function speak(node: Node, say: Say): void {
  const warn = node.warn.bind(node);
  const error = node.error.bind(node);
  node.warn = text => warn(typeof text === 'string' ? say(text) : text);
  node.error = (text, message) => error(typeof text === 'string' ? say(text) : text, message);
}
