package pipelines

// Pipeline is a file in azure-pipelines, or a template of one, with every key that this project uses: reading it strictly
// finds keys that are misspelt or misplaced. https://learn.microsoft.com/azure/devops/pipelines/yaml-schema
type Pipeline struct {
	Trigger    Changes      `yaml:"trigger"`
	PR         Changes      `yaml:"pr"`
	Parameters []Parameter  `yaml:"parameters"`
	Stages     []AzureStage `yaml:"stages"`
	Steps      []AzureStep  `yaml:"steps"`
}

// Changes are what starts a pipeline: nothing, or changes of some paths on some branches.
type Changes struct {
	None     bool    `yaml:"-"`
	Batch    bool    `yaml:"batch"`
	Branches Include `yaml:"branches"`
	Paths    Include `yaml:"paths"`
}

// UnmarshalYAML reads the word none too.
func (c *Changes) UnmarshalYAML(decode func(any) error) error {
	var word string
	if decode(&word) == nil {
		c.None = word == "none"
		return nil
	}
	type plain Changes
	return decode((*plain)(c))
}

// Include is a list of what is meant.
type Include struct {
	Include []string `yaml:"include"`
}

// Parameter is a parameter of a template.
type Parameter struct {
	Name    string `yaml:"name"`
	Type    string `yaml:"type"`
	Default any    `yaml:"default"`
}

// Pool is where a job runs.
type Pool struct {
	Name    string `yaml:"name"`
	VMImage string `yaml:"vmImage"`
}

// Arguments are what a template of a stage is called with.
type Arguments struct {
	Stack       string   `yaml:"stack"`
	Environment string   `yaml:"environment"`
	After       []string `yaml:"after"`
	Pool        Pool     `yaml:"pool"`
}

// AzureStage is a stage, or the call of a template.
type AzureStage struct {
	Template   string    `yaml:"template"`
	Parameters Arguments `yaml:"parameters"`

	Stage        string     `yaml:"stage"`
	DisplayName  string     `yaml:"displayName"`
	DependsOn    string     `yaml:"dependsOn"`
	Condition    string     `yaml:"condition"`
	LockBehavior string     `yaml:"lockBehavior"`
	Jobs         []AzureJob `yaml:"jobs"`
}

// AzureJob is a job, or a deployment, whose steps its strategy has.
type AzureJob struct {
	Job              string              `yaml:"job"`
	Deployment       string              `yaml:"deployment"`
	DependsOn        string              `yaml:"dependsOn"`
	Condition        string              `yaml:"condition"`
	Environment      string              `yaml:"environment"`
	Pool             any                 `yaml:"pool"`
	TimeoutInMinutes int                 `yaml:"timeoutInMinutes"`
	Variables        []map[string]string `yaml:"variables"`
	Steps            []AzureStep         `yaml:"steps"`
	Strategy         struct {
		RunOnce struct {
			Deploy struct {
				Steps []AzureStep `yaml:"steps"`
			} `yaml:"deploy"`
		} `yaml:"runOnce"`
	} `yaml:"strategy"`
}

// AzureStep is a step of one of the kinds that are used here.
type AzureStep struct {
	Checkout           string            `yaml:"checkout"`
	PersistCredentials bool              `yaml:"persistCredentials"`
	Template           string            `yaml:"template"`
	Task               string            `yaml:"task"`
	Inputs             map[string]string `yaml:"inputs"`
	Bash               string            `yaml:"bash"`
	Publish            string            `yaml:"publish"`
	Download           string            `yaml:"download"`
	Artifact           string            `yaml:"artifact"`
	DisplayName        string            `yaml:"displayName"`
	Condition          string            `yaml:"condition"`
	Env                map[string]string `yaml:"env"`
}

// AllSteps returns a job's steps, wherever they stand.
func (j AzureJob) AllSteps() []AzureStep { return append(j.Steps, j.Strategy.RunOnce.Deploy.Steps...) }

// Script returns what a step runs, if it runs a script.
func (s AzureStep) Script() string { return s.Bash + s.Inputs["inlineScript"] }
