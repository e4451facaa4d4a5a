package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/containerservice/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Names that Azure gives the two windows a meaning by.
// https://learn.microsoft.com/azure/aks/planned-maintenance
const (
	upgradesWindow    = "aksManagedAutoUpgradeSchedule"
	nodeUpdatesWindow = "aksManagedNodeOSUpgradeSchedule"
)

// maintenance makes the windows in which Azure may upgrade Kubernetes and replace nodes.
func (b *builder) maintenance(managed *containerservice.ManagedCluster) error {
	for _, w := range []struct {
		name, config string
		window       Window
	}{
		{"upgrades", upgradesWindow, b.args.Upgrades},
		{"node-updates", nodeUpdatesWindow, b.args.NodeUpdates},
	} {
		_, err := containerservice.NewMaintenanceConfiguration(b.ctx, b.child(w.name),
			&containerservice.MaintenanceConfigurationArgs{
				ResourceGroupName: b.args.ResourceGroup,
				ResourceName:      managed.Name,
				ConfigName:        pulumi.String(w.config),
				MaintenanceWindow: &containerservice.MaintenanceWindowArgs{
					DurationHours: pulumi.Int(w.window.Hours),
					StartTime:     pulumi.String(w.window.Start),
					UtcOffset:     pulumi.String(w.window.UTCOffset),
					Schedule: &containerservice.ScheduleArgs{Weekly: &containerservice.WeeklyScheduleArgs{
						DayOfWeek: pulumi.String(w.window.Day.String()), IntervalWeeks: pulumi.Int(1),
					}},
				},
			}, b.options()...)
		if err != nil {
			return fmt.Errorf("declaring the maintenance window %s: %w", w.name, err)
		}
	}
	return nil
}
