import { defineMdastPlugin } from 'satteri';

/**
 * Turns a lesson's fenced blocks into the blocks that act on the workspace, by the words after the language:
 * `sh run` is a command to run, `output` what it printed, `yaml file=pod.yaml` a file for the learner's home.
 */
export const lessonBlocks = defineMdastPlugin({
  name: 'lesson-blocks',
  code(node, context) {
    const words = (node.meta ?? '').split(/\s+/);
    const file = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    const wrap = (name: string, attributes: Readonly<Record<string, string>> = {}): void =>
      context.wrapNode(node, {
        type: 'mdxJsxFlowElement',
        name,
        attributes: Object.entries(attributes).map(([key, value]) => ({
          type: 'mdxJsxAttribute',
          name: key,
          value,
        })),
        children: [],
      });
    if (words.includes('run')) wrap('Run');
    else if (node.lang === 'output') wrap('Output');
    else if (file !== undefined) wrap('File', { name: file });
  },
});
