/** Where editors find the form of an exercise's files, from within its folder; `npm run generate` writes it. */
const SCHEMAS = '../../schemas';

/**
 * The files of a new exercise: small, whole and proven, with one check of each common kind.
 * @returns path within its folder → text
 */
export function exerciseTemplate(id: string, lesson: string): Readonly<Record<string, string>> {
  const modeline = (name: string): string => `# yaml-language-server: $schema=${SCHEMAS}/${name}.json\n`;
  const manifest = (image: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${id}
spec:
  containers:
  - name: app
    image: ${image}
    command: ['sh', '-c', 'echo The app is running; sleep 3600']
`;
  return {
    'exercise.yaml': `${modeline('exercise')}lesson: ${lesson}
preset: three-nodes
points: 10
setup: |
  kubectl apply -f pod.yaml
checks:
  - id: right-image
    object: { kind: Pod, name: ${id} }
    has: { spec: { containers: [{ name: app, image: 'busybox:1.37' }] } }
  - id: stays-ready
    needs: [right-image]
    object: { kind: Pod, name: ${id} }
    expect: self.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')
    keeps: 10s
hints:
  - id: read-events
    when: { object: { kind: Pod, name: ${id} }, has: { status: { phase: Pending } } }
  - id: change-the-image
`,
    'ko.yaml': `${modeline('exercise-words')}title: 이미지를 받지 못하는 파드 고치기
task: |
  \`pod.yaml\`의 파드가 시작하지 못합니다. 이유를 찾아, 이미지 \`busybox:1.37\`로 실행되게 고치십시오.
checks:
  right-image: 컨테이너 app의 이미지가 busybox:1.37입니다
  stays-ready: 파드가 10초 동안 준비(Ready) 상태입니다
hints:
  read-events: "\`kubectl describe pod ${id}\`의 마지막 이벤트를 보십시오."
  change-the-image: "파드의 이미지는 만든 뒤에도 바꿀 수 있습니다: \`kubectl set image pod/${id} app=busybox:1.37\`"
solution: |
  태그를 잘못 적은 이미지는 레지스트리에 없어서 kubelet이 받지 못합니다. 이미지를 고치면 kubelet이 다시 받아 컨테이너를 시작합니다.
`,
    'en.yaml': `${modeline('exercise-words')}title: Repair a Pod that cannot pull its image
task: |
  The Pod \`${id}\` does not start. Find out why, and make it run the image \`busybox:1.37\`.
checks:
  right-image: The container app has the image busybox:1.37
  stays-ready: The Pod has been Ready for 10 seconds
hints:
  read-events: "Look at the last events in \`kubectl describe pod ${id}\`."
  change-the-image: "The image of a Pod can be changed while it exists: \`kubectl set image pod/${id} app=busybox:1.37\`"
solution: |
  The registry has no image with the mistyped tag, so the kubelet cannot pull it. With the right one it pulls again and starts the container.
`,
    'start/pod.yaml': manifest('busybox:1.37-typo'),
    'solution.sh': `sed -i 's/1.37-typo/1.37/' pod.yaml
kubectl apply -f pod.yaml
kubectl wait --for=condition=Ready pod/${id} --timeout=120s
`,
    'ways/recreate.sh': `sed -i 's/1.37-typo/1.37/' pod.yaml
kubectl replace --force -f pod.yaml
`,
    'wrong/another-image.sh': `# caught by: right-image
kubectl delete pod ${id} --now
kubectl run ${id} --image=nginx
`,
    'wrong/does-not-stay.sh': `# caught by: stays-ready
sed -i 's/1.37-typo/1.37/; s/sleep 3600/sleep 3/' pod.yaml
kubectl replace --force -f pod.yaml
`,
  };
}
