module cci-job-conformance/targets/kubeflow

go 1.26
