package pipelines

// Workflow is a file in .github/workflows, as far as it is checked here. actionlint checks the rest.
type Workflow struct {
	On          map[string]Trigger `yaml:"on"`
	Permissions map[string]string  `yaml:"permissions"`
	Jobs        map[string]Job     `yaml:"jobs"`
}

// Trigger is an event that starts a workflow.
type Trigger struct {
	Paths    []string `yaml:"paths"`
	Branches []string `yaml:"branches"`
}

// Job is a job of a workflow.
type Job struct {
	If          string            `yaml:"if"`
	Needs       string            `yaml:"needs"`
	Uses        string            `yaml:"uses"`
	With        map[string]string `yaml:"with"`
	Permissions map[string]string `yaml:"permissions"`
	Concurrency map[string]string `yaml:"concurrency"`
	Environment string            `yaml:"environment"`
	Strategy    struct {
		Matrix struct {
			Include []map[string]string `yaml:"include"`
		} `yaml:"matrix"`
	} `yaml:"strategy"`
	Steps []Step `yaml:"steps"`
}

// Action is a file action.yml.
type Action struct {
	Runs struct {
		Steps []Step `yaml:"steps"`
	} `yaml:"runs"`
}

// Step is a step of a job or of an action.
type Step struct {
	Uses string            `yaml:"uses"`
	With map[string]string `yaml:"with"`
	Run  string            `yaml:"run"`
}
