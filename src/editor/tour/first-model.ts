/**
 * The guided first model, as Node-RED's tours are written: a module of steps, which the editor loads when the tour begins.
 * Its texts are ours, and markup in them is meant.
 */

type Texts = Readonly<Record<'en-US' | 'zh-CN', string>>;

interface Step {
  readonly title?: Texts;
  readonly description: Texts;
  readonly width?: number;
  /** what is pointed at */
  readonly element?: string | (() => JQuery);
  readonly direction?: string;
  /** where the text goes when the pointer comes to the element */
  readonly fallback?: string;
  readonly interactive?: boolean;
  readonly wait?: { readonly type: 'nr-event' | 'dom-event'; readonly event: string };
  readonly prepare?: (done: () => void) => void;
  readonly complete?: (done: () => void) => void;
}

const BUTTON = '.tensorwire-insert button';
const SIDEBAR = '.tensorwire-sidebar .tensorwire-bar';

/** The button of an inject node of the inserted pipeline: its two were added last, in this order. */
const injectButton = (at: -2 | -1) => (): JQuery => {
  const injects = RED.nodes.filterNodes({ z: RED.workspaces.active() }).filter(({ type }) => type === 'inject');
  return $(`[id="${injects.at(at)?.id}"] .red-ui-flow-node-button`);
};

/** The dialog slides in; what is pointed at before that is elsewhere. */
const settled = (done: () => void): void => void setTimeout(done, 600);

/** The sidebar's code is loaded when it is first opened. */
function whenThere(selector: string, done: () => void): void {
  if ($(selector).length > 0) done();
  else setTimeout(() => whenThere(selector, done), 100);
}

const steps: readonly Step[] = [
  {
    title: { 'en-US': 'A first model in five minutes', 'zh-CN': '五分钟训练第一个模型' },
    description: {
      'en-US':
        'You need a table as a CSV, Excel or JSON file: rows of which you know an outcome, such as orders that were returned or not. If you have none at hand, take one of the examples.',
      'zh-CN':
        '您需要一张 CSV、Excel 或 JSON 格式的表格：其中每行的结果是已知的，例如订单是否被退回。如果手头没有，可以使用示例。',
    },
    width: 400,
  },
  {
    element: BUTTON,
    direction: 'right',
    description: {
      'en-US': 'Here you find ready flows for a neural network. The next step inserts the one that predicts a class.',
      'zh-CN': '在这里可以找到神经网络的现成流程。下一步会插入预测类别的流程。',
    },
    width: 300,
    prepare(done) {
      $(BUTTON)[0]?.scrollIntoView({ block: 'center' });
      settled(done);
    },
    complete(done) {
      RED.actions.invoke('tensorwire:insert-table-classification');
      settled(done);
    },
  },
  {
    element: '.tensorwire-row[data-property="file"]',
    direction: 'bottom',
    fallback: 'inset-bottom-left',
    description: {
      'en-US':
        'Upload your file, or set <b>Source</b> to <i>an example</i>. Its columns appear below. Then choose in <b>Target</b> the column to predict, and press <b>Done</b>.',
      'zh-CN':
        '上传您的文件，或将<b>来源</b>设为<i>示例</i>。各列会显示在下方。然后在<b>目标</b>中选择要预测的列，并点击<b>完成</b>。',
    },
    width: 300,
    wait: { type: 'nr-event', event: 'editor:close' },
  },
  {
    element: '#red-ui-header-button-deploy',
    description: { 'en-US': 'Deploy: now the flow runs.', 'zh-CN': '部署：流程开始运行。' },
    width: 200,
    wait: { type: 'dom-event', event: 'click' },
    prepare: settled,
  },
  {
    element: injectButton(-2),
    direction: 'bottom',
    fallback: 'inset-bottom-right',
    interactive: true,
    description: {
      'en-US':
        'Press this button: the model is trained. Below the node that is named after your file stands how far it is; at the end, below <b>evaluate</b>, how good the model is on rows that it has never seen.',
      'zh-CN':
        '点击此按钮：开始训练模型。以您的文件命名的节点下方会显示进度；结束后，<b>评估</b>节点下方会显示模型在从未见过的行上表现如何。',
    },
    width: 300,
    prepare: settled,
  },
  {
    element: injectButton(-1),
    direction: 'bottom',
    fallback: 'inset-bottom-right',
    interactive: true,
    description: {
      'en-US':
        'Then press this one: a record of your data is asked about, and the answer appears in the debug sidebar. Open the node to ask about another record. Later, instead of it, wire whatever sends your records.',
      'zh-CN':
        '然后点击这个按钮：会用您数据中的一条记录提问，预测结果显示在调试侧边栏中。打开该节点可以更改记录。之后可以把任何发送记录的节点连到这里。',
    },
    width: 300,
    prepare: settled,
  },
  {
    element: SIDEBAR,
    direction: 'left',
    fallback: 'inset-bottom-left',
    interactive: true,
    description: {
      'en-US':
        'Here you look at everything: <b>Runs</b> has the curves of each training, <b>Models</b> each version with a form to try it, <b>Network</b> the layers, and <b>Data</b> says what is doubtful about your table: look there before you trust a score.',
      'zh-CN':
        '在这里可以查看一切：<b>训练记录</b>中有每次训练的曲线，<b>模型</b>中有每个版本和试用表单，<b>网络</b>中有各层，<b>数据</b>指出表格中的可疑之处：在相信分数之前请先看看那里。',
    },
    width: 300,
    prepare(done) {
      RED.sidebar.show('tensorwire');
      whenThere(SIDEBAR, () => settled(done));
    },
  },
];

export default { steps };
