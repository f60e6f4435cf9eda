import type { NodeForm } from '../../src/editor/form';
import type { HelpTexts, NodeTexts } from '../../src/editor/help';
import type { entriesOf } from '../../src/settings/classes';

export const languages: readonly ('en-US' | 'zh-CN')[];
export function editorTexts(language: string): { readonly help: HelpTexts };
/** The texts of a node in one language; throws where one is missing. */
export function nodeTexts(
  form: NodeForm,
  language: string,
  tools: { readonly entriesOf: typeof entriesOf },
): NodeTexts & { readonly palette: string; readonly hint?: Readonly<Record<string, string>> };
