import { choice, configNode, defineSettings, text, when } from '../../src';
import migrations from './migrations';

export const ACTIONS = ['auto', 'load', 'save', 'list', 'promote', 'delete', 'export', 'import'] as const;

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  properties: {
    name: text('reference'),
    action: choice(ACTIONS, 'auto'),
    alias: when({ action: ACTIONS.filter(action => action !== 'list') }, text('name')),
    file: when({ action: ['export', 'import'] }, text()),
    store: configNode('nn-store'),
  },
  sidebar: ['models'],
  label: ['action'],
  migrations,
});
