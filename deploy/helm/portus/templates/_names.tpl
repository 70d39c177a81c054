{{- /* Labels of everything, besides `app`, by which the selectors find it. */ -}}
{{- define "portus.labels" -}}
app.kubernetes.io/name: portus
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "portus.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}
{{- end }}

{{- define "portus.secret" -}}
{{ .Values.secret.name | default (printf "%s-secrets" .Release.Name) }}
{{- end }}

{{- define "portus.registryUrl" -}}
{{ if .Values.registry.enabled }}http://{{ .Release.Name }}-registry:5000{{ else }}{{ .Values.registry.url }}{{ end }}
{{- end }}

{{- define "portus.environment" -}}
- configMapRef: { name: {{ .Release.Name }}-settings }
- secretRef: { name: {{ include "portus.secret" . }} }
{{- end }}

{{- define "portus.user" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "portus.locked" -}}
readOnlyRootFilesystem: true
allowPrivilegeEscalation: false
capabilities: { drop: [ALL] }
{{- end }}

{{- define "portus.places" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
