//go:build unix

package repo

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// recipes returns the blocks of a kind in the page of recipes that have a text.
func recipes(t *testing.T, kind, text string) []string {
	t.Helper()
	page, err := os.ReadFile("docs/recipes.md")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, parts := range fence.FindAllStringSubmatch(string(page), -1) {
		if parts[1] == kind && strings.Contains(parts[2], text) {
			found = append(found, parts[2])
		}
	}
	if len(found) == 0 {
		t.Fatalf("no block of the kind %s has %q", kind, text)
	}
	return found
}

// TestRecipeOfGitHub has the workflow linted by actionlint, which is a tool of .ci/go.mod.
func TestRecipeOfGitHub(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "conferences.yaml")
	if err := os.WriteFile(file, []byte(recipes(t, "yaml", "runs-on:")[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	// Without shellcheck and pyflakes it says the same wherever it runs.
	if output, err := exec.CommandContext(t.Context(), "go", "tool", "-modfile=.ci/go.mod", "actionlint", "-shellcheck=", "-pyflakes=", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// TestRecipeOfSystemd has the units verified by systemd itself, but for the program's path, which is that of the packages.
func TestRecipeOfSystemd(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var files []string
	for _, unit := range recipes(t, "ini", "[Unit]") {
		name, ok := fileOf(unit)
		if !ok {
			t.Errorf("no file is named by\n%s", unit)
		}
		files = append(files, filepath.Join(folder, name))
		if err := os.WriteFile(files[len(files)-1], []byte(strings.ReplaceAll(unit, "/usr/bin/confcall", "/bin/true")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "systemd-analyze", append([]string{"verify", "--man=no"}, files...)...)
	output, err := cmd.CombinedOutput()
	if err != nil || len(files) != 2 || bytes.Contains(output, []byte(folder)) {
		t.Errorf("%v, of %d units\n%s", err, len(files), output)
	}
}

// strictly decodes YAML whose keys must all be known.
func strictly(t *testing.T, text string, into any) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		t.Errorf("%v in\n%s", err, text)
	}
}

// TestRecipeOfGitLab wants the job to have only keys that GitLab knows, and its report to be where it is looked for.
func TestRecipeOfGitLab(t *testing.T) {
	t.Parallel()
	var jobs map[string]struct {
		Image        string
		Timeout      string
		Variables    map[string]string
		BeforeScript []string `yaml:"before_script"`
		Script       []string
		Artifacts    struct {
			When    string
			Reports struct{ JUnit string }
		}
	}
	strictly(t, recipes(t, "yaml", "before_script:")[0], &jobs)
	for name, job := range jobs {
		if job.Image == "" || len(job.Script) == 0 || job.Artifacts.When != "always" || job.Artifacts.Reports.JUnit == "" ||
			!strings.Contains(strings.Join(job.Script, "\n"), "junit="+job.Artifacts.Reports.JUnit) {
			t.Errorf("%s is %+v", name, job)
		}
	}
	if len(jobs) != 1 {
		t.Errorf("there are %d jobs", len(jobs))
	}
}

// What the recipes say to Kubernetes, as its API names it.
type (
	metadata  struct{ Name string }
	container struct {
		Name, Image   string
		Command, Args []string
		WorkingDir    string `yaml:"workingDir"`
		EnvFrom       []struct {
			SecretRef metadata `yaml:"secretRef"`
		} `yaml:"envFrom"`
		VolumeMounts []struct {
			Name      string
			MountPath string `yaml:"mountPath"`
		} `yaml:"volumeMounts"`
		ReadinessProbe struct {
			PeriodSeconds  int `yaml:"periodSeconds"`
			TimeoutSeconds int `yaml:"timeoutSeconds"`
			Exec           struct{ Command []string }
		} `yaml:"readinessProbe"`
	}
	podSpec struct {
		RestartPolicy string `yaml:"restartPolicy"`
		Containers    []container
		Volumes       []struct {
			Name      string
			ConfigMap metadata `yaml:"configMap"`
		}
	}
	object struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   metadata
	}
)

// TestRecipeOfKubernetes wants the job and the probe to have only keys that Kubernetes knows, and to fit together.
func TestRecipeOfKubernetes(t *testing.T) {
	t.Parallel()
	var job struct {
		object `yaml:",inline"`
		Spec   struct {
			Schedule          string
			ConcurrencyPolicy string `yaml:"concurrencyPolicy"`
			JobTemplate       struct {
				Spec struct {
					BackoffLimit          *int `yaml:"backoffLimit"`
					ActiveDeadlineSeconds int  `yaml:"activeDeadlineSeconds"`
					Template              struct{ Spec podSpec }
				}
			} `yaml:"jobTemplate"`
		}
	}
	strictly(t, recipes(t, "yaml", "kind: CronJob")[0], &job)
	pod := job.Spec.JobTemplate.Spec.Template.Spec
	if job.APIVersion != "batch/v1" || job.Spec.Schedule == "" || pod.RestartPolicy != "Never" || len(pod.Containers) != 1 || len(pod.Volumes) != 1 {
		t.Fatalf("the job is %+v", job)
	}
	if c := pod.Containers[0]; len(c.VolumeMounts) != 1 || c.VolumeMounts[0].Name != pod.Volumes[0].Name || c.VolumeMounts[0].MountPath != c.WorkingDir || len(c.Command) == 0 {
		t.Errorf("the container is %+v", c)
	}
	var probed struct {
		object `yaml:",inline"`
		Spec   podSpec
	}
	strictly(t, recipes(t, "yaml", "readinessProbe:")[0], &probed)
	if probe := probed.Spec.Containers[0].ReadinessProbe; probe.TimeoutSeconds < 5 || len(probe.Exec.Command) == 0 {
		t.Errorf("the probe is %+v", probe)
	}
}

// TestRecipesInstall wants the recipes to install the version that the README names, from the same address.
func TestRecipesInstall(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`RELEASES=(\S+) VERSION=(\S+)`).FindStringSubmatch(string(readme))
	if found == nil {
		t.Fatal("the README does not say where releases are")
	}
	for _, block := range recipes(t, "yaml", "RELEASES:") {
		if !strings.Contains(block, "RELEASES: "+found[1]+"\n") || !strings.Contains(block, "VERSION: "+found[2]+"\n") {
			t.Errorf("another release than %s of %s is installed by\n%s", found[2], found[1], block)
		}
	}
	if image := "image: confcall:" + found[2]; len(recipes(t, "yaml", image)) == 0 {
		t.Error("no recipe has " + image)
	}
}
