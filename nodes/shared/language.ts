import type { IncomingHttpHeaders } from 'node:http';
import type { Node, NodeAPI } from 'node-red';
import { languageFor, translate } from '../../src';

/** A sentence in a reader's language. */
export type Say = (text: string) => string;

/** As Node-RED's own nodes are asked for a text: its runtime knows its language, and each node's texts name theirs. */
export function runtimeSay(RED: NodeAPI, type: string): Say {
  const language = languageFor(String(RED._(`${type}.language`)));
  return text => translate(text, language);
}

/** In the language of the editor that asks, which says it with each question; the first one that it wants. */
export function readerSay({ headers }: { readonly headers: IncomingHttpHeaders }): Say {
  const language = languageFor(headers['accept-language']?.split(/[,;]/)[0]);
  return text => translate(text, language);
}

/** What a node warns of and logs, in the runtime's language; an error that nobody expected stays as it is. */
export function speak(node: Node, say: Say): void {
  const warn = node.warn.bind(node);
  const error = node.error.bind(node);
  node.warn = text => warn(typeof text === 'string' ? say(text) : text);
  node.error = (text, message) => error(typeof text === 'string' ? say(text) : text, message);
}
