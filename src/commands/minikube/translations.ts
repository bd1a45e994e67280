/** minikube's messages in Korean, by the English ones (translations/ko.json). What it has no translation of stays English. */
const KOREAN: Readonly<Record<string, string>> = {
  '"{{.machineName}}" does not exist, nothing to stop':
    '"{{.machineName}}" 이 존재하지 않아, 중단할 것이 없습니다',
  'Deleting node {{.name}} from cluster {{.cluster}}':
    '클러스터 {{.cluster}} 에서 노드 {{.name}} 를 삭제하는 중 ...',
  'Done! kubectl is now configured to use "{{.name}}" cluster and "{{.ns}}" namespace by default':
    '끝났습니다! kubectl이 "{{.name}}" 클러스터와 "{{.ns}}" 네임스페이스를 기본적으로 사용하도록 구성되었습니다.',
  'Enabled addons: {{.addons}}': '애드온 활성화 : {{.addons}}',
  'Found network options:': '네트워크 옵션을 찾았습니다',
  'Powering off "{{.profile_name}}" via SSH ...': '"{{.profile_name}}"를 SSH로 전원을 끕니다 ...',
  'Preparing Kubernetes {{.k8sVersion}} on {{.runtime}} {{.runtimeVersion}} ...':
    '쿠버네티스 {{.k8sVersion}} 을 {{.runtime}} {{.runtimeVersion}} 런타임으로 설치하는 중',
  'Stopping node "{{.name}}"  ...': '"{{.name}}" 노드를 중지하는 중 ...',
  'Successfully added {{.name}} to {{.cluster}}!': '{{.name}} 를 {{.cluster}} 에 성공적으로 추가하였습니다!',
  'Successfully started node {{.name}}!': '{{.name}} 노드가 정상적으로 시작되었습니다!',
  'Successfully stopped node {{.name}}': '{{.name}} 노드가 정상적으로 중지되었습니다',
  'Updating the running {{.driver_name}} "{{.cluster}}" {{.machine_type}} ...':
    '실행중인 {{.driver_name}} "{{.cluster}}" {{.machine_type}} 를 업데이트 하는 중 ...',
  'Using the {{.driver}} driver based on existing profile':
    '기존 프로필에 기반하여 {{.driver}} 드라이버를 사용하는 중',
  'Verifying Kubernetes components...': 'Kubernetes 구성 요소를 확인...',
};

export type Values = Readonly<Record<string, string | number>>;

/** A message in the language of the environment, its places filled in. Models pkg/minikube/translate and out.Fmt. */
export function translate(environment: ReadonlyMap<string, string>, format: string, values: Values): string {
  const locale = environment.get('LC_ALL') ?? environment.get('LANG') ?? '';
  const text = locale.startsWith('ko') ? (KOREAN[format] ?? format) : format;
  return text.replace(/\{\{\.(\w+)\}\}/g, (place, name: string) => String(values[name] ?? place));
}
