import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Messages } from '../i18n/index.ts';
import type { ClusterView, ContainerView, EventView, NodeView, PodView } from '../session/view.ts';

export type Selection =
  { readonly kind: 'pod'; readonly uid: string } | { readonly kind: 'node'; readonly name: string };

const MOST_EVENTS = 6;

function Row({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Containers({ list, words }: { readonly list: readonly ContainerView[]; readonly words: Messages }) {
  return (
    <ul class="container-list">
      {list.map((container) => (
        <li key={container.name}>
          <i class="cell" data-shape={container.shape} aria-hidden="true" />
          <span>
            <b>{container.name}</b> {words.cluster.cells[container.shape]}
            {container.reason && `, ${container.reason}`}
            {container.exitCode !== undefined && ` (${container.exitCode})`}
            {container.restarts > 0 && `, ${words.cluster.restarts} ${container.restarts}`}
            <br />
            <code>{container.image}</code>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Events({ list, words }: { readonly list: readonly EventView[]; readonly words: Messages }) {
  return (
    <>
      <h4>{words.cluster.events}</h4>
      {list.length === 0 && <p class="quiet">{words.cluster.noEvents}</p>}
      <ul class="event-list">
        {list.map((event) => (
          <li key={event.uid} data-type={event.type}>
            <b>{event.reason}</b>
            {event.count > 1 && ` ×${event.count}`} {event.message}
          </li>
        ))}
      </ul>
    </>
  );
}

function PodDetails({
  pod,
  events,
  words,
}: {
  readonly pod: PodView;
  readonly events: readonly EventView[];
  readonly words: Messages;
}) {
  const { cluster } = words;
  return (
    <>
      <dl>
        <Row name={cluster.status}>{pod.status}</Row>
        <Row name={cluster.phase}>{pod.phase}</Row>
        {pod.message && <Row name={cluster.reason}>{pod.message}</Row>}
        <Row name={cluster.onNode}>{pod.node || cluster.none}</Row>
        <Row name={cluster.ip}>{pod.ip || cluster.none}</Row>
        <Row name={cluster.restarts}>{pod.restarts}</Row>
      </dl>
      {pod.initContainers.length > 0 && (
        <>
          <h4>{cluster.initContainers}</h4>
          <Containers list={pod.initContainers} words={words} />
        </>
      )}
      <h4>{cluster.containers}</h4>
      <Containers list={pod.containers} words={words} />
      <Events list={events} words={words} />
    </>
  );
}

function NodeDetails({
  node,
  events,
  words,
}: {
  readonly node: NodeView;
  readonly events: readonly EventView[];
  readonly words: Messages;
}) {
  const { cluster } = words;
  return (
    <>
      <dl>
        <Row name={cluster.status}>{node.status}</Row>
        <Row name={cluster.roles}>{node.roles.join(', ') || cluster.none}</Row>
        <Row name={cluster.taints}>{node.taints.join(', ') || cluster.none}</Row>
        <Row name={cluster.cpu}>{cluster.requestedOf(node.cpu.requested, node.cpu.allocatable)}</Row>
        <Row name={cluster.memory}>{cluster.requestedOf(node.memory.requested, node.memory.allocatable)}</Row>
        <Row name={cluster.pods}>{cluster.requestedOf(node.pods.requested, node.pods.allocatable)}</Row>
      </dl>
      <Events list={events} words={words} />
    </>
  );
}

interface Props {
  readonly view: ClusterView;
  readonly selection: Selection;
  readonly words: Messages;
  readonly onClose: () => void;
}

/** What the picture has no room for, of the Pod or node that was chosen. */
export function Details({ view, selection, words, onClose }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const key = selection.kind === 'pod' ? selection.uid : selection.name;
  useLayoutEffect(() => heading.current?.focus(), [key]);

  const pod = selection.kind === 'pod' ? view.pods.find(({ uid }) => uid === selection.uid) : undefined;
  const node = selection.kind === 'node' ? view.nodes.find(({ name }) => name === selection.name) : undefined;
  const shown = pod ?? node;
  useEffect(() => {
    if (!shown) onClose();
  }, [shown === undefined]);
  if (!shown) return null;

  const events = view.events
    .filter((event) =>
      pod
        ? event.kind === 'Pod' && event.namespace === pod.namespace && event.name === pod.name
        : event.kind === 'Node' && event.name === shown.name,
    )
    .slice(0, MOST_EVENTS);
  return (
    <aside
      class="details"
      aria-label={words.cluster.details(shown.name)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header>
        <h3 tabIndex={-1} ref={heading}>
          {shown.name}
        </h3>
        <button class="button plain" type="button" aria-label={words.cluster.close} onClick={onClose}>
          ✕
        </button>
      </header>
      {pod && <PodDetails pod={pod} events={events} words={words} />}
      {node && <NodeDetails node={node} events={events} words={words} />}
    </aside>
  );
}
