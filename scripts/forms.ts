/** The settings of all nodes and the forms made from them, for tools and tests. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NodeForm } from '../src/editor/form';
import { formOf } from '../src/editor/settings-form';
import type { NodeSettings } from '../src/settings';

export const NODES = resolve(__dirname, '../nodes');

const fileOf = (type: string): string => join(NODES, type, 'settings.ts');

export const nodeTypes: readonly string[] = readdirSync(NODES).filter(type => existsSync(fileOf(type)));

export const settingsOf = (type: string): NodeSettings => (require(fileOf(type)) as { default: NodeSettings }).default;

export const nodeForm = (type: string): NodeForm => formOf(type, settingsOf(type));

/** The forms of all nodes. */
export const nodeForms = (): NodeForm[] => nodeTypes.map(nodeForm);
