import type { IncomingHttpHeaders } from 'node:http';
import type { Node, NodeAPI } from 'node-red';
import { type Language, languageFor, translate, z } from '../../src';

/** Translates a sentence for a reader. */
export type Say = (text: string) => string;

/** The language of the runtime, asked as Node-RED's own nodes ask for a text: each node's texts name their language. */
export const runtimeLanguage = (RED: NodeAPI, type: string): string | null =>
  languageFor(String(RED._(`${type}.language`)));

export function runtimeSay(RED: NodeAPI, type: string): Say {
  const language = runtimeLanguage(RED, type);
  return text => translate(text, language);
}

/** The default language of pages. */
export const pageLanguage = (RED: NodeAPI, type: string): Language =>
  runtimeLanguage(RED, type) === 'zh-CN' ? 'zh-CN' : 'en-US';

/** A date, as the page's language writes it. */
export const dateIn = (language: Language, date: Date): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(date);

export const today = (language: Language): string => dateIn(language, new Date());

interface Request {
  readonly headers: IncomingHttpHeaders;
}

/** The editor names its languages with each request; the first one that we have. */
const languageOf = ({ headers }: Request): string | null => languageFor(headers['accept-language']?.split(/[,;]/)[0]);

/** The language of pages for the editor that asks. */
export const readerLanguage = (request: Request): Language => (languageOf(request) === 'zh-CN' ? 'zh-CN' : 'en-US');

/** Translates for the editor that asks. */
export function readerSay(request: Request): Say {
  const language = languageOf(request);
  return text => translate(text, language);
}

/** How zod reports a wrong request in that language. */
export const readerErrors = (request: Request): { error?: z.core.$ZodErrorMap } =>
  languageOf(request) === 'zh-CN' ? { error: chinese } : {};
const chinese = z.locales.zhCN().localeError;

/** Makes a node warn and log in the runtime's language; an unexpected error stays as it is. */
export function speak(node: Node, say: Say): void {
  const warn = node.warn.bind(node);
  const error = node.error.bind(node);
  node.warn = text => warn(typeof text === 'string' ? say(text) : text);
  node.error = (text, message) => error(typeof text === 'string' ? say(text) : text, message);
}
