package faults

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/disk"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/member/contract"
	"golang.org/x/sys/unix"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/retry"
)

// vacatePatience is how long the node is given to unmount a disk whose file system has failed.
const vacatePatience = time.Minute

// vacated takes a mounted disk from its member, does something to it, and lets the member have it again. The member's set is
// scaled to nothing meanwhile: a pod that came too early would keep the old mount in use.
func vacated(ctx context.Context, r *region.Region, member string, record disk.Record, at string, do func() error) (err error) {
	client, set, err := memberSet(ctx, r, member)
	if err != nil {
		return err
	}
	if err := host.ShutDown(at); err != nil {
		return err
	}
	if err := killPod(r, member); err != nil {
		return err
	}
	if err := scale(ctx, client, set.Namespace, set.Name, 0); err != nil {
		return err
	}
	defer func() {
		// Also when the command is interrupted.
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), vacatePatience)
		defer cancel()
		err = errors.Join(err, scale(after, client, set.Namespace, set.Name, *set.Spec.Replicas))
	}()
	// The grace that the pod has for its end would be waited for in full by a supervisor that cannot read its disk.
	grace := int64(1)
	err = client.CoreV1().Pods(set.Namespace).Delete(ctx, contract.Pod(set.Name), metav1.DeleteOptions{GracePeriodSeconds: &grace})
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("deleting the pod of %s: %w", member, err)
	}
	waiting, cancel := context.WithTimeout(ctx, vacatePatience)
	defer cancel()
	for _, file := range record.Files() {
		devices, err := host.LoopDevices(file)
		if err != nil {
			return err
		}
		for _, d := range devices {
			if err := host.AwaitUnused(waiting, d.Device); err != nil {
				return fmt.Errorf("taking the disk from %s: %w", member, err)
			}
		}
	}
	return do()
}

// killPod kills everything in a member's container.
func killPod(r *region.Region, member string) error {
	processes, err := podProcesses(r, parseMember(member))
	if err != nil {
		return err
	}
	for _, p := range processes {
		if err := p.identity.Signal(unix.SIGKILL); err != nil {
			return fmt.Errorf("member %s: %w", member, err)
		}
	}
	return nil
}

func scale(ctx context.Context, client kubernetes.Interface, namespace, name string, replicas int32) error {
	// The set's controller writes to it too, just when its pod goes.
	err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		now, err := client.AppsV1().StatefulSets(namespace).GetScale(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		now.Spec.Replicas = replicas
		_, err = client.AppsV1().StatefulSets(namespace).UpdateScale(ctx, name, now, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		return fmt.Errorf("scaling %s/%s to %d: %w", namespace, name, replicas, err)
	}
	return nil
}

// mountOf finds where a node has a disk mounted, as a path for this program.
func mountOf(r *region.Region, record disk.Record) (at string, mounted bool, err error) {
	nodes, specs, err := r.Machines()
	if err != nil {
		return "", false, err
	}
	for _, spec := range specs {
		identity, running := nodes.Running(spec.Name)
		if !running {
			continue
		}
		for _, file := range record.Files() {
			volumes, err := host.VolumesOf(identity.PID, file)
			if err != nil {
				return "", false, err
			}
			for _, path := range volumes {
				return path, true, nil
			}
		}
	}
	return "", false, nil
}
