import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Messages } from '../i18n/index.ts';
import type { ClusterView, ContainerView, NodeView, PodView } from '../session/view.ts';
import { cluster, runCommand, state, world } from './client.ts';
import { Details, type Selection } from './ClusterDetails.tsx';

const SYSTEM = 'kube-system';

function Cell({
  container,
  init,
  words,
}: {
  readonly container: ContainerView;
  readonly init: boolean;
  readonly words: Messages;
}) {
  const label = `${container.name}: ${words.cluster.cells[container.shape]}`;
  return <i class={`cell ${init ? 'init' : ''}`} data-shape={container.shape} title={label} />;
}

interface PodProps {
  readonly pod: PodView;
  readonly words: Messages;
  readonly selected: boolean;
  readonly onSelect: (selection: Selection) => void;
}

/** A Pod: a vessel with a cell for each container, the init containers in front. */
function Pod({ pod, words, selected, onSelect }: PodProps) {
  const shape = words.cluster.shapes[pod.shape];
  return (
    <button
      class="pod"
      type="button"
      data-shape={pod.shape}
      data-uid={pod.uid}
      aria-pressed={selected}
      aria-label={`${pod.name}: ${shape}, ${pod.status}. ${words.cluster.details(pod.name)}`}
      onClick={() => onSelect({ kind: 'pod', uid: pod.uid })}
    >
      <span class="cells" aria-hidden="true">
        {pod.initContainers.map((container) => (
          <Cell key={container.name} container={container} init words={words} />
        ))}
        {pod.initContainers.length > 0 && <i class="divide" />}
        {pod.containers.map((container) => (
          <Cell key={container.name} container={container} init={false} words={words} />
        ))}
      </span>
      <span class="pod-name">{pod.name}</span>
      <span class="pod-status">
        {pod.status}
        {pod.phase === 'Running' && <span class="pod-ready"> {pod.ready}</span>}
      </span>
    </button>
  );
}

interface NodeProps {
  readonly node: NodeView;
  readonly pods: readonly PodView[];
  readonly words: Messages;
  readonly selection: Selection | undefined;
  readonly onSelect: (selection: Selection) => void;
}

/** A node: a box that fills with what is requested of it. */
function Node({ node, pods, words, selection, onSelect }: NodeProps) {
  const percent = (fraction: number): string => `${Math.min(100, Math.round(fraction * 100))}%`;
  return (
    <div class="node" data-ready={node.ready} role="group" aria-label={`${words.cluster.node} ${node.name}`}>
      <button
        class="node-head"
        type="button"
        aria-pressed={selection?.kind === 'node' && selection.name === node.name}
        onClick={() => onSelect({ kind: 'node', name: node.name })}
      >
        <span class="node-name">{node.name}</span>
        <span class="node-status">{node.status}</span>
        <span class="meters">
          {(
            [
              [words.cluster.cpu, node.cpu],
              [words.cluster.memory, node.memory],
            ] as const
          ).map(([name, share]) => (
            <span
              key={name}
              class="meter"
              data-over={share.fraction > 1}
              title={`${name}: ${words.cluster.requestedOf(share.requested, share.allocatable)}`}
            >
              <span class="meter-name">{name}</span>
              <span class="meter-track">
                <span class="meter-fill" style={{ inlineSize: percent(share.fraction) }} />
              </span>
              <span class="meter-text">
                {share.requested}/{share.allocatable}
              </span>
            </span>
          ))}
        </span>
      </button>
      <div class="pods">
        {pods.map((pod) => (
          <Pod
            key={pod.uid}
            pod={pod}
            words={words}
            selected={selection?.kind === 'pod' && selection.uid === pod.uid}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  );
}

/** A command that makes a Pod here: from a manifest that lies in the learner's home. */
function firstPod(): string {
  const { files, exercise } = world.value ?? {};
  const manifest = Object.keys({ ...files, ...exercise?.start }).find((name) => /\.ya?ml$/.test(name));
  return `kubectl apply -f ${manifest ?? 'pod.yaml'}`;
}

function summary(view: ClusterView, system: boolean, words: Messages): string {
  return words.cluster.podCount(view.pods.filter((pod) => system || pod.namespace !== SYSTEM).length);
}

/** The uid of the Pod whose button has the keyboard; none while the page is made ahead, without a document. */
function focusedPod(): string | undefined {
  if (typeof document === 'undefined') return undefined;
  return document.activeElement instanceof HTMLElement ? document.activeElement.dataset['uid'] : undefined;
}

/** The live picture of nodes and Pods. @param narrow where there is little room it starts folded to a strip */
export function ClusterPicture({ words, narrow }: { readonly words: Messages; readonly narrow: boolean }) {
  const [system, setSystem] = useState(false);
  const [folded, setFolded] = useState(narrow);
  const [selection, setSelection] = useState<Selection>();
  const section = useRef<HTMLElement>(null);
  const view = cluster.value;

  useEffect(() => setFolded(narrow), [narrow]);

  // A Pod that is scheduled moves to its node as a new button: the keyboard stays with the Pod.
  const focused = focusedPod();
  useLayoutEffect(() => {
    if (focused !== undefined && document.activeElement === document.body)
      section.current?.querySelector<HTMLElement>(`[data-uid="${focused}"]`)?.focus();
  });

  const select = (chosen: Selection): void => {
    setSelection(chosen);
    setFolded(false);
  };
  const close = (): void => {
    // Where it is now: a Pod that was scheduled meanwhile has moved to its node.
    section.current?.querySelector<HTMLElement>('button[aria-pressed="true"]')?.focus();
    setSelection(undefined);
  };

  const shown = view?.pods.filter((pod) => system || pod.namespace !== SYSTEM) ?? [];
  const waiting = shown.filter((pod) => pod.node === '');
  return (
    <section ref={section} class="cluster" aria-label={words.cluster.label} data-folded={folded}>
      <header class="cluster-bar">
        <h2>{words.cluster.label}</h2>
        <span class="quiet">{view ? summary(view, system, words) : ''}</span>
        <span class="grow" />
        <label title={words.cluster.showSystemTitle}>
          <input
            type="checkbox"
            checked={system}
            onChange={(event) => setSystem(event.currentTarget.checked)}
          />
          {words.cluster.showSystem}
        </label>
        <button class="button plain" type="button" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? words.cluster.expand : words.cluster.collapse}
        </button>
      </header>
      <div class="cluster-body">
        {!view && <p class="quiet">{state.value.kind === 'failed' ? '' : words.cluster.loading}</p>}
        {view && (
          <div class="nodes">
            {view.nodes.map((node) => {
              const own = shown.filter((pod) => pod.node === node.name);
              return (
                <Node
                  key={node.name}
                  node={node}
                  pods={own}
                  words={words}
                  selection={selection}
                  onSelect={select}
                />
              );
            })}
            {waiting.length > 0 && (
              <div class="node unscheduled" role="group" aria-label={words.cluster.unscheduled}>
                <p class="node-head">{words.cluster.unscheduled}</p>
                <div class="pods">
                  {waiting.map((pod) => (
                    <Pod
                      key={pod.uid}
                      pod={pod}
                      words={words}
                      selected={selection?.kind === 'pod' && selection.uid === pod.uid}
                      onSelect={select}
                    />
                  ))}
                </div>
              </div>
            )}
          </div>
        )}
        {view && shown.length === 0 && (
          <p class="cluster-empty">
            {words.cluster.empty}{' '}
            <button class="button" type="button" onClick={() => runCommand(firstPod())}>
              <code>{firstPod()}</code>
            </button>
          </p>
        )}
        {view && selection && <Details view={view} selection={selection} words={words} onClose={close} />}
      </div>
    </section>
  );
}
